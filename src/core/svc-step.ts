import { TINY_CURVATURE } from './kernels/kernels.ts'
import { type SvcState, snapToBound, updateMasks } from './svc-state.ts'

/** The pair of rows whose duals are to move: i violates most, j promises the largest gain with it. */
export interface Pair {
  i: number
  j: number
}

/** Working set selection by second-order information: Fan, Chen & Lin 2005, WSS 2. */
export function selectPair({ kernel, workspace }: SvcState): Pair {
  const i = workspace.lastUp(workspace.extremes[0])
  workspace.rowI.set(kernel.row(i))
  return { i, j: workspace.partner(i) }
}

/**
 * Moves the two duals to the best point of the segment that their bounds and the equality constraint leave, and
 * brings all scores up to date. Expects kernel row i in `workspace.rowI`.
 */
export function movePair(state: SvcState, { i, j }: Pair, snap: number): void {
  const { kernel, workspace, label, bound, duals } = state
  const curvature = workspace.diagonal[i] + workspace.diagonal[j] - 2 * workspace.rowI[j]
  const gap = workspace.scores[i] - workspace.scores[j]
  const length = gap / (curvature > 0 ? curvature : TINY_CURVATURE)
  const oldI = duals[i]
  const oldJ = duals[j]
  const clip = label[i] === label[j] ? clipToSum : clipToDifference
  const [newI, newJ] = clip(oldI, oldJ, label[i] * length, -label[j] * length, bound[i], bound[j])
  setDual(state, i, snap > 0 ? snapToBound(newI, bound[i], snap) : newI)
  setDual(state, j, snap > 0 ? snapToBound(newJ, bound[j], snap) : newJ)
  workspace.rowJ.set(kernel.row(j))
  workspace.step(label[i] * (duals[i] - oldI), label[j] * (duals[j] - oldJ))
}

function setDual(state: SvcState, row: number, dual: number): void {
  const { label, bound, duals, bounded } = state
  const wasAtBound = duals[row] >= bound[row]
  duals[row] = dual
  const isAtBound = dual >= bound[row]
  if (wasAtBound !== isAtBound) {
    bounded.push({ row, change: (isAtBound ? label[row] : -label[row]) * bound[row] })
  }
  updateMasks(state, row)
}

type Duals = [i: number, j: number]

/** Labels differ: the difference of the duals stays. Corners of the segment are computed from it, as libsvm does. */
function clipToDifference(oldI: number, oldJ: number, moveI: number, moveJ: number, boundI: number, boundJ: number): Duals {
  const difference = oldI - oldJ
  const i = oldI + moveI
  const j = oldJ + moveJ
  if (difference > 0 && j < 0) return [difference, 0]
  if (difference <= 0 && i < 0) return [0, -difference]
  if (difference > boundI - boundJ && i > boundI) return [boundI, boundI - difference]
  if (difference <= boundI - boundJ && j > boundJ) return [boundJ + difference, boundJ]
  return [i, j]
}

/** Labels are equal: the sum of the duals stays. */
function clipToSum(oldI: number, oldJ: number, moveI: number, moveJ: number, boundI: number, boundJ: number): Duals {
  const sum = oldI + oldJ
  const i = oldI + moveI
  const j = oldJ + moveJ
  if (sum > boundI && i > boundI) return clipEnd(...)
  return [i, j]
}
