import type { KernelRows } from './gram.ts'
import { kernels as defaultKernels } from './kernels/default-kernels.ts'
import { shrink, unshrink } from './svc-shrink.ts'
import type { SvcOptions } from './svc-state.ts'
import { type SvcState, startState } from './svc-state.ts'
import { movePair, selectPair } from './svc-step.ts'

export interface SvcSolution {
  /** Dual variable of each row, float64[n], 0 to C times the weight of its side. */
  duals: Float64Array
  bias: number
  /** Pair moves made, libsvm's and scikit-learn's `n_iter_`. */
  iterations: number
  /** Value of the dual problem, Σα - ‖w‖²/2: a lower bound of the primal one, equal at the optimum. */
  objective: number
  /** False if it ran out of iterations, or if rounding left no room for a further step. */
  converged: boolean
}

/**
 * Support vector classifier of correct against wrong rows: hinge loss, bias not penalized.
 *
 *     min over w, b:  ‖w‖²/2 + Σ C weight_i max(0, 1 - s_i (w·z_i + b)),   s_i = +1 if correct, else -1
 *
 * Solved in the dual by sequential minimal optimization with second-order pair selection and shrinking. At the same
 * tolerance it takes libsvm's path step by step, ties and rounding included, because a solver that stops at 1e-3 gives
 * libsvm's predictions near zero only on libsvm's path. O(n) a step; some n steps for small C, more for large.
 *
 * @param kernel - Of the n rows; not changed.
 * @param correct - 1 for a correct row, 0 for a wrong one, uint8[n]; both must occur.
 * @returns Duals and bias; the decision value of x is Σ s_i dual_i k(x, z_i) + bias, positive on the correct side.
 * @throws RangeError on lengths that differ, a side without rows, or an option out of range.
 * @see Fan, Chen & Lin 2005, "Working set selection using second order information for training support vector
 *   machines", and Chang & Lin 2011, "LIBSVM: A library for support vector machines", sections 4 and 5.
 * @example
 * const gram = gramMatrix({ data: Float64Array.of(-1, 3), rows: 2, cols: 1 })
 * const { duals, bias } = solveSvc(gram, Uint8Array.of(0, 1), { C: 1, weights: [1, 1] })
 * [duals[0], duals[1], bias] // => [0.125, 0.125, -0.5]
 */
export function solveSvc(
  kernel: KernelRows,
  correct: Uint8Array,
  options: SvcOptions,
): SvcSolution {
  const { tolerance = 1e-3, maxIterations = Number.POSITIVE_INFINITY } = options
  checkArguments(kernel, correct, options, tolerance)
  const state = startState(kernel, correct, options, options.kernels ?? defaultKernels)
  const interval = Math.min(kernel.size, 1000)
  let countdown = interval + 1
  let iterations = 0
  let converged = false
  while (iterations < maxIterations) {
    countdown -= 1
    if (countdown === 0) {
      countdown = interval
      shrink(state, tolerance)
    }
    if (!isViolated(state.workspace.extremes, tolerance)) {
      unshrink(state)
      converged = !isViolated(state.workspace.extremes, tolerance)
      if (converged) break
      countdown = 1
    }
    iterations += 1
    if (!movePair(state, selectPair(state))) break
  }
  unshrink(state)
  return {
    duals: state.duals,
    bias: biasOf(state),
    iterations,
    objective: objectiveOf(state),
    converged,
  }
}

function isViolated(extremes: Float64Array, tolerance: number): boolean {
  return !(extremes[0] - extremes[1] < tolerance)
}

/** Mean score of the free rows, in the solver's order; without any, the middle of the interval that the others leave. */
function biasOf({ workspace, bound, duals, order }: SvcState): number {
  let sum = 0
  let free = 0
  for (let place = 0; place < order.length; place++) {
    const row = order[place]
    if (duals[row] <= 0 || duals[row] >= bound[row]) continue
    sum -= workspace.scores[row]
    free += 1
  }
  return free > 0 ? sum / free : (-workspace.extremes[0] - workspace.extremes[1]) / 2
}

function objectiveOf({ workspace, label, duals }: SvcState): number {
  let sum = 0
  for (let row = 0; row < duals.length; row++) {
    sum += (duals[row] * (1 + label[row] * workspace.scores[row])) / 2
  }
  return sum
}

function checkArguments(
  kernel: KernelRows,
  correct: Uint8Array,
  { C, weights }: SvcOptions,
  tolerance: number,
): void {
  const n = kernel.size
  if (correct.length !== n) {
    throw new RangeError(`Cannot fit an SVM: ${correct.length} flags, expected ${n} (one per row)`)
  }
  if (!correct.includes(0) || !correct.includes(1)) {
    throw new RangeError(`Cannot fit an SVM: ${n} flags of one kind, expected both 0 and 1`)
  }
  if (![C, ...weights, tolerance].every((value) => value > 0 && value < Number.POSITIVE_INFINITY)) {
    throw new RangeError(
      `Cannot fit an SVM: C ${C}, weights ${weights.join(', ')}, tolerance ${tolerance}, expected numbers above 0`,
    )
  }
}
