import { directions, type SvcState, updateMasks } from './svc-state.ts'

/**
 * Takes rows out of the search whose duals sit at a bound and show no wish to leave it. Close to the optimum, once,
 * all rows are taken back first, with scores rebuilt: Chang & Lin 2011, section 5.1.
 *
 * Only the searches leave such rows out. Their scores are still updated, in full-length passes that SIMD makes cheap,
 * but a returning row gets its rebuilt score, so that roundings are those of an implementation that skipped it.
 */
export function shrink(state: SvcState, tolerance: number): void {
  const { workspace, order } = state
  const [highest, lowest] = workspace.extremes
  if (!state.unshrunk && highest - lowest <= 10 * tolerance) {
    state.unshrunk = true
    unshrink(state)
  }
  const isIdle = (place: number): boolean => {
    const row = order[place]
    const score = workspace.scores[row]
    const [canGoUp, canGoDown] = directions(state, row)
    return (!canGoUp && score > highest) || (!canGoDown && score < lowest)
  }
  for (let place = 0; place < state.active; place++) {
    if (!isIdle(place)) continue
    state.active -= 1
    while (state.active > place && isIdle(state.active)) state.active -= 1
    if (state.active > place) swapPlaces(state, place, state.active)
  }
  refresh(state)
}

/** Takes all rows back, with the scores of those that were out rebuilt from the duals. */
export function unshrink(state: SvcState): void {
  const { workspace, order, active } = state
  const n = order.length
  if (active === n) return
  rebuildScores(state)
  for (let place = active; place < n; place++) {
    workspace.scores[order[place]] = workspace.rebuilt[order[place]]
  }
  state.active = n
  refresh(state)
}

function rebuildScores({
  kernel,
  workspace,
  label,
  bound,
  duals,
  order,
  active,
  bounded,
}: SvcState): void {
  for (const { row, change } of bounded.splice(0)) {
    workspace.rowI.set(kernel.row(row))
    workspace.subtractRow(workspace.settled, change)
  }
  for (let row = 0; row < order.length; row++)
    workspace.rebuilt[row] = workspace.settled[row] + label[row]
  for (const row of order.subarray(0, active)) {
    if (duals[row] <= 0 || duals[row] >= bound[row]) continue
    workspace.rowI.set(kernel.row(row))
    workspace.subtractRow(workspace.rebuilt, label[row] * duals[row])
  }
}

function swapPlaces({ workspace, order }: SvcState, a: number, b: number): void {
  const row = order[a]
  order[a] = order[b]
  order[b] = row
  workspace.position[order[a]] = a
  workspace.position[order[b]] = b
}

function refresh(state: SvcState): void {
  for (const row of state.order) updateMasks(state, row)
  state.workspace.step(0, 0)
}
