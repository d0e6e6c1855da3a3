import { TINY_CURVATURE } from './kernels/kernels.ts'
import { type SvcState, updateMasks } from './svc-state.ts'

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
 *
 * @returns Whether a dual changed.
 */
export function movePair(state: SvcState, { i, j }: Pair): boolean {
  const { kernel, workspace, label, bound, duals } = state
  const curvature = workspace.diagonal[i] + workspace.diagonal[j] - 2 * workspace.rowI[j]
  const gap = workspace.scores[i] - workspace.scores[j]
  const length = gap / (curvature > 0 ? curvature : TINY_CURVATURE)
  const old: Duals = [duals[i], duals[j]]
  const moved: Duals = [old[0] + label[i] * length, old[1] - label[j] * length]
  const clip = label[i] === label[j] ? clipToSum : clipToDifference
  const [dualI, dualJ] = clip(old, moved, [bound[i], bound[j]])
  setDual(state, i, dualI)
  setDual(state, j, dualJ)
  workspace.rowJ.set(kernel.row(j))
  workspace.step(label[i] * (duals[i] - old[0]), label[j] * (duals[j] - old[1]))
  return duals[i] !== old[0] || duals[j] !== old[1]
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

/** Labels differ, so the difference of the duals stays; the ends of the segment are computed from it. */
function clipToDifference(old: Duals, moved: Duals, bound: Duals): Duals {
  const difference = old[0] - old[1]
  if (difference > 0 && moved[1] < 0) return [difference, 0]
  if (difference <= 0 && moved[0] < 0) return [0, -difference]
  const iEndsFirst = difference > bound[0] - bound[1]
  if (iEndsFirst && moved[0] > bound[0]) return [bound[0], bound[0] - difference]
  if (!iEndsFirst && moved[1] > bound[1]) return [bound[1] + difference, bound[1]]
  return moved
}

/** Labels are equal, so the sum of the duals stays. */
function clipToSum(old: Duals, moved: Duals, bound: Duals): Duals {
  const sum = old[0] + old[1]
  const [i, j] = clipFirst(moved, sum, bound[0])
  const [newJ, newI] = clipFirst([j, i], sum, bound[1])
  return [newI, newJ]
}

/** Two numbers of a given sum, the first kept from passing its bound or from leaving the second below 0. */
function clipFirst([first, second]: Duals, sum: number, bound: number): Duals {
  if (sum > bound) return first > bound ? [bound, sum - bound] : [first, second]
  return second < 0 ? [sum, 0] : [first, second]
}
