import { binomialTail } from './binomial-tail.ts'
import { logGamma } from './incomplete-beta.ts'

/** Steps of the unknown share at which the largest chance is looked for; then again, so much finer, around the largest found. */
const GRID = 32
const FINER = 8

/** Two counts, ordered by a score, and how they are distributed under the hypothesis. */
export interface ScoredCounts {
  /** Score of what was seen. */
  observed: number
  /** Rises with count. */
  score: (count: number, other: number) => number
  /** Trials of the other count, which is binomial. */
  others: number
  /** Largest chance q of the other count in a trial that the hypothesis allows; its true value is unknown. */
  mostShare: number
  /** Trials and chance of the count, given the other one. */
  rest: (other: number, share: number) => readonly [trials: number, chance: number]
}

/**
 * Exact p of a low score: its largest chance, whatever the unknown share.
 *
 *     p = max over q of  P(z(X, Y) ≤ z(x, y)),   Y ~ B(n, q),   X | Y ~ B(m(Y), r(Y, q))
 *
 * @see Chan 2003, "Proving non-inferiority or equivalence of two treatments with dichotomous endpoints using exact methods".
 */
export function exactScoreP({ observed, score, others, mostShare, rest }: ScoredCounts): number {
  const known = new Map<number, number>()
  /** The largest count whose score is at most the observed one; -1 = none. */
  const most = (other: number, trials: number): number => {
    const found = known.get(other)
    if (found !== undefined) return found
    let [below, above] = [-1, trials + 1]
    while (above - below > 1) {
      const middle = (below + above) >> 1
      if (score(middle, other) <= observed + 1e-12) below = middle
      else above = middle
    }
    known.set(other, below)
    return below
  }
  const chanceAt = (q: number): number => {
    const spread = 9 * Math.sqrt(others * q * (1 - q)) + 9
    const first = Math.max(0, Math.floor(others * q - spread))
    const last = Math.min(others, Math.ceil(others * q + spread))
    let sum = 0
    for (let other = first; other <= last; other++) {
      const weight = binomialChance(other, others, q)
      if (weight < 1e-12) continue
      const [trials, chance] = rest(other, q)
      sum += weight * (1 - binomialTail(most(other, trials) + 1, trials, chance))
    }
    return sum
  }
  let largest = { step: 0, chance: 0 }
  const look = (first: number, last: number, spacing: number) => {
    for (let step = first; step <= last; step += spacing) {
      // Denser at both ends, where the chance changes fast.
      const chance = chanceAt(mostShare * Math.sin((Math.PI / 2) * (step / GRID)) ** 2)
      if (chance > largest.chance) largest = { step, chance }
    }
  }
  look(0, GRID, 1)
  look(Math.max(0, largest.step - 1), Math.min(GRID, largest.step + 1), 1 / FINER)
  return Math.min(1, largest.chance)
}

function binomialChance(x: number, n: number, p: number): number {
  if (p === 0 || p === 1) return x === n * p ? 1 : 0
  const choose = logGamma(n + 1) - logGamma(x + 1) - logGamma(n - x + 1)
  return Math.exp(choose + x * Math.log(p) + (n - x) * Math.log1p(-p))
}
