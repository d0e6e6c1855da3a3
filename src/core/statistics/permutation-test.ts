import { binomialTail } from './binomial-tail.ts'

export interface PermutationOptions {
  /** Most permutations drawn. @default 199 */
  permutations?: number
  /** Stops where p is surely above this. @default 1, never */
  hopeless?: number
}

export interface PermutationResult {
  /** (reached + 1) / (drawn + 1): never 0, since the data as they are count as one of the permutations. */
  p: number
  /** Permutations whose statistic was at least the observed one. */
  reached: number
  /** Permutations drawn. */
  drawn: number
}

/** What the interval in which the exact p is looked for leaves out on either side: it changes a verdict once in 2,000 tests. */
const TAIL = 0.0005

/** Permutations between two looks at p. */
const BLOCK = 32

/**
 * Monte Carlo p-value of a statistic that is large when something is found, stopping early when nothing is.
 *
 * @param observed - Statistic of the data as they are.
 * @param draw - Statistics of the data with labels permuted so many times; NaN counts as reaching.
 * @see Besag & Clifford 1991, "Sequential Monte Carlo p-values", for stopping early; Gandy 2009, "Sequential implementation
 *   of Monte Carlo tests with uniformly bounded resampling risk", for stopping by an interval of p.
 * @example
 * permutationTest(5, (count) => new Float64Array(count), { permutations: 99 }) // => { p: 0.01, reached: 0, drawn: 99 }
 */
export function permutationTest(
  observed: number,
  draw: (count: number) => ArrayLike<number>,
  { permutations = 199, hopeless = 1 }: PermutationOptions = {},
): PermutationResult {
  let reached = 0
  let drawn = 0
  while (drawn < permutations) {
    const statistics = draw(Math.min(BLOCK, permutations - drawn))
    for (let k = 0; k < statistics.length; k++) if (!(statistics[k] < observed)) reached += 1
    drawn += statistics.length
    if (isSurelyAbove({ reached, drawn }, hopeless)) break
  }
  return { p: (reached + 1) / (drawn + 1), reached, drawn }
}

/**
 * Where the p of all permutations surely lies, given those drawn: Clopper and Pearson's interval.
 *
 * @see Clopper & Pearson 1934, "The use of confidence or fiducial limits illustrated in the case of the binomial".
 * @example
 * exactPInterval({ reached: 0, drawn: 199 })[1] < 0.04 // => true
 */
export function exactPInterval({
  reached,
  drawn,
}: Pick<PermutationResult, 'reached' | 'drawn'>): [low: number, high: number] {
  return [
    reached === 0 ? 0 : solve((p) => binomialTail(reached, drawn, p) > TAIL),
    reached === drawn ? 1 : solve((p) => binomialTail(reached + 1, drawn, p) > 1 - TAIL),
  ]
}

/** Whether the interval lies above a value, without computing its end. */
function isSurelyAbove(
  { reached, drawn }: Pick<PermutationResult, 'reached' | 'drawn'>,
  p: number,
) {
  return p < reached / drawn && binomialTail(reached, drawn, p) <= TAIL
}

/** The probability from which on a rising condition holds. */
function solve(holds: (p: number) => boolean): number {
  let [low, high] = [0, 1]
  for (let k = 0; k < 40; k++) {
    const middle = (low + high) / 2
    if (holds(middle)) high = middle
    else low = middle
  }
  return high
}
