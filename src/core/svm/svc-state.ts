import type { KernelRows } from './gram.ts'
import type { Kernels, SvcWorkspace } from './kernels/kernels.ts'

export interface SvcOptions {
  /** Price of a margin violation, above 0. */
  C: number
  /** Factors on C for the rows of each side: see `balancedWeights`. */
  weights: readonly [wrong: number, correct: number]
  /** Largest violation of the optimality conditions, in units of the decision value. @default 1e-3 */
  tolerance?: number | undefined
  /** @default Infinity */
  maxIterations?: number
  /** Inner loops. @default WASM SIMD where it runs, else plain. */
  kernels?: Kernels | undefined
}

/**
 * Everything a solve changes. Rows keep their numbers; the solver's order, which settles ties and decides the
 * order of additions, starts as wrong rows first, then correct ones, and is changed by shrinking.
 *
 * As in libsvm, the inner label of a wrong row is +1 and of a correct one -1.
 */
export interface SvcState {
  kernel: KernelRows
  workspace: SvcWorkspace
  /** Inner label, +1 or -1, int8[n]. */
  label: Int8Array
  /** Upper bound of each dual, C times the weight of its side, float64[n]. */
  bound: Float64Array
  duals: Float64Array
  /** Row at each place of the order, int32[n]; the inverse of `workspace.position`. */
  order: Int32Array
  /** The first so many places of the order are active. */
  active: number
  /** Whether the one early return of all rows has happened. */
  unshrunk: boolean
  /** Duals that came to or left their upper bound and are not yet summed in `workspace.settled`. */
  bounded: { row: number; change: number }[]
}

export function startState(
  kernel: KernelRows,
  correct: Uint8Array,
  { C, weights }: SvcOptions,
  kernels: Kernels,
): SvcState {
  const n = kernel.size
  const workspace = kernels.workspace(n)
  const state: SvcState = {
    kernel,
    workspace,
    label: new Int8Array(n),
    bound: new Float64Array(n),
    duals: new Float64Array(n),
    order: new Int32Array(n),
    active: n,
    unshrunk: false,
    bounded: [],
  }
  workspace.diagonal.set(kernel.diagonal)
  let place = 0
  for (const side of [0, 1]) {
    for (let row = 0; row < n; row++) {
      if (correct[row] !== side) continue
      state.label[row] = side === 0 ? 1 : -1
      state.bound[row] = C * weights[side]
      state.order[place] = row
      workspace.position[row] = place
      workspace.scores[row] = state.label[row]
      place += 1
    }
  }
  for (let row = 0; row < n; row++) updateMasks(state, row)
  workspace.step(0, 0)
  return state
}

/** Says which way the dual of a row may go; an inactive row stays out of both searches. */
export function updateMasks(state: SvcState, row: number): void {
  const { workspace, active } = state
  const isActive = workspace.position[row] < active
  const [canGoUp, canGoDown] = directions(state, row)
  workspace.up[row] = isActive && canGoUp ? 0 : Number.NEGATIVE_INFINITY
  workspace.low[row] = isActive && canGoDown ? 0 : Number.POSITIVE_INFINITY
}

/** Whether a row's label times its dual may grow, and fall. */
export function directions(
  { label, bound, duals }: SvcState,
  row: number,
): [up: boolean, down: boolean] {
  const canGrow = duals[row] < bound[row]
  const canFall = duals[row] > 0
  return label[row] === 1 ? [canGrow, canFall] : [canFall, canGrow]
}
