import { addScaled, dot, norm } from './vector.ts'

export interface MinimizeOptions {
  /** Stops when the largest component of the gradient is below it. @default 1e-6 */
  tolerance?: number
  /** @default 500 */
  maxIterations?: number
}

export interface Minimum {
  x: Float64Array
  value: number
  iterations: number
  /** False if it ran out of iterations or of digits before the tolerance was met. */
  converged: boolean
}

/** Pairs of past steps kept. */
const MEMORY = 10

/**
 * Minimum of a smooth convex function by limited-memory BFGS with a backtracking line search.
 *
 * Deterministic. O(d) an iteration, besides the calls of the function.
 *
 * @param evaluate - Value at `x`; writes the gradient into the second argument.
 * @param start - float64[d]; not changed.
 * @see Nocedal & Wright 2006, "Numerical Optimization", algorithms 7.4 and 3.1.
 */
export function minimize(
  evaluate: (x: Float64Array, gradient: Float64Array) => number,
  start: Float64Array,
  options: MinimizeOptions = {},
): Minimum {
  const { tolerance = 1e-6, maxIterations = 500 } = options
  let x: Float64Array = start.slice()
  let gradient: Float64Array = new Float64Array(x.length)
  let value = evaluate(x, gradient)
  const pairs: Pair[] = []
  for (let iterations = 0; ; iterations += 1) {
    const converged = gradient.every((slope) => Math.abs(slope) <= tolerance)
    if (converged || iterations === maxIterations) return { x, value, iterations, converged }
    const step = descentStep(gradient, pairs)
    const next = lineSearch(evaluate, x, value, gradient, step)
    if (!next) return { x, value, iterations, converged }
    const moved = next.x.map((v, j) => v - x[j])
    const bent = next.gradient.map((v, j) => v - gradient[j])
    const curvature = dot(moved, bent)
    if (curvature > 1e-12 * dot(bent, bent)) pairs.push({ moved, bent, curvature })
    if (pairs.length > MEMORY) pairs.shift()
    x = next.x
    gradient = next.gradient
    value = next.value
  }
}

interface Pair {
  moved: Float64Array
  bent: Float64Array
  /** moved · bent, above 0. */
  curvature: number
}

/** The two-loop recursion: minus the gradient times an estimate of the inverse Hessian. */
function descentStep(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const step = gradient.map((slope) => -slope)
  const factors = pairs.map(() => 0)
  for (let i = pairs.length - 1; i >= 0; i -= 1) {
    const { moved, bent, curvature } = pairs[i]
    factors[i] = dot(moved, step) / curvature
    addScaled(step, bent, -factors[i])
  }
  const last = pairs.at(-1)
  const scale = last ? last.curvature / dot(last.bent, last.bent) : 1 / (1 + norm(gradient))
  for (let j = 0; j < step.length; j += 1) step[j] *= scale
  pairs.forEach(({ moved, bent, curvature }, i) => {
    addScaled(step, moved, factors[i] - dot(bent, step) / curvature)
  })
  return step
}

/** Halves the step until the function falls enough; undefined when no digit of it falls any more. */
function lineSearch(
  evaluate: (x: Float64Array, gradient: Float64Array) => number,
  x: Float64Array,
  value: number,
  gradient: Float64Array,
  step: Float64Array,
): { x: Float64Array; value: number; gradient: Float64Array } | undefined {
  const slope = dot(gradient, step)
  const next = new Float64Array(x.length)
  const nextGradient = new Float64Array(x.length)
  for (let size = 1; size > 1e-12; size /= 2) {
    for (let j = 0; j < x.length; j += 1) next[j] = x[j] + size * step[j]
    const nextValue = evaluate(next, nextGradient)
    if (nextValue <= value + 1e-4 * size * slope && nextValue < value) {
      return { x: next, value: nextValue, gradient: nextGradient }
    }
  }
  return undefined
}
