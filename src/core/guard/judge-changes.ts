import { holm } from '../statistics/holm.ts'
import { normalQuantile } from '../statistics/normal-distribution.ts'
import type { ChangeEvidence } from './change-evidence.ts'

/** What can be said of a change. */
export type Verdict = 'worse' | 'better' | 'safe' | 'inconclusive'

export interface JudgeOptions {
  /** Greatest rise of the error rate that counts as safe, in 0..1. @default 0.02 */
  margin?: number
  /** Chance of any false "worse" among all changes; of any false "better"; of any false "safe". @default 0.05 */
  alpha?: number
}

/** A change with what all changes together allow to say of it. */
export interface JudgedChange extends ChangeEvidence {
  /** Holm adjusted over all changes of which the verdict is possible. */
  adjusted: { worse: number; better: number; safe: number }
  verdict: Verdict
  /** Further images needed for a verdict, where it is inconclusive; undefined if no number would do. */
  needed: number | undefined
}

/** Chance that the images asked for are enough, if the two models are as they seem. */
const POWER = 0.8

/**
 * Verdicts on several changes at once, each kind of verdict wrong anywhere with chance at most alpha (Holm).
 *
 * * worse: the new model is surely worse, by however little;
 * * better: surely better;
 * * safe: surely less than the margin worse;
 * * inconclusive: none of these, with the number of further images that would tell,
 *
 *     n = (z_α σ₀ + z_β σ₁)² / (d - δ)²,   the smaller of those for δ = 0 and δ = the margin
 *
 * less those there are, whole units at a time; d is the difference seen, σ₁² the variance of an image's difference (the discordant share
 * where the models are equally good), σ₀² what it would be had it the mean δ, β = .2, α that of Holm's first step.
 *
 * A mode on which no new model could be surely worse (all of its images were wrong, or nearly) costs the others nothing.
 *
 * @param changes - Made with the same margin.
 * @throws RangeError if alpha is not in 0..1.
 * @see Holm 1979; Tarone 1990, "A modified Bonferroni method for discrete data"; Nam 1997, "Establishing equivalence of two treatments and sample size requirements in matched-pairs design".
 * @example
 * const wrong = Array.from({ length: 40 }, (_, i) => (i < 30 ? 1 : 0))
 * judgeChanges([pairedEvidence(new Array(40).fill(0), wrong, 0.02)])[0].verdict // => 'worse'
 */
export function judgeChanges(
  changes: readonly ChangeEvidence[],
  { margin = 0.02, alpha = 0.05 }: JudgeOptions = {},
): JudgedChange[] {
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`Cannot judge at alpha ${alpha}`)
  const adjusted = {
    worse: adjustedP(changes, 'worse', alpha),
    better: adjustedP(changes, 'better', alpha),
    safe: adjustedP(changes, 'safe', alpha),
  }
  return changes.map((change, i) => {
    const own = { worse: adjusted.worse[i], better: adjusted.better[i], safe: adjusted.safe[i] }
    const verdict = (['worse', 'better', 'safe'] as const).find((kind) => own[kind] <= alpha)
    const needed = verdict ? undefined : imagesNeeded(change, margin, alpha / changes.length)
    return { ...change, adjusted: own, verdict: verdict ?? 'inconclusive', needed }
  })
}

/** Holm adjusted over the changes of which the verdict is possible at all; 1 for the others. */
function adjustedP(
  changes: readonly ChangeEvidence[],
  kind: keyof ChangeEvidence['p'],
  alpha: number,
): number[] {
  const possible = [...changes.keys()].filter((i) => changes[i].leastP[kind] <= alpha)
  const p = holm(possible.map((i) => changes[i].p[kind]))
  return changes.map((_, i) => p[possible.indexOf(i)] ?? 1)
}

function imagesNeeded(
  { difference, variance, units, new: { examples } }: ChangeEvidence,
  margin: number,
  alpha: number,
): number | undefined {
  const seen = Number.isNaN(difference) ? 0 : difference
  const [zAlpha, zBeta] = [normalQuantile(1 - alpha), normalQuantile(POWER)]
  const unitsFor = (distance: number, hypothesis: number): number => {
    const reach = zAlpha * Math.sqrt(hypothesis) + zBeta * Math.sqrt(variance.seen)
    const allowed = distance ** 2 - (zAlpha + zBeta) ** 2 * variance.fixed
    return distance > 0 && allowed > 0 ? reach ** 2 / allowed : Number.POSITIVE_INFINITY
  }
  const least = Math.min(
    unitsFor(Math.abs(seen), variance.seen),
    unitsFor(margin - seen, variance.atMargin),
  )
  if (least === Number.POSITIVE_INFINITY) return undefined
  const unitSize = units > 0 ? examples / units : 1
  return Math.max(1, Math.ceil((least - units) * unitSize))
}
