import type { FixArmResult, FixComparison, FixMeasure } from '../../run/fix-file.ts'
import { targetMeasure } from '../../run/target-measure.ts'

/**
 * What came out, in plain sentences: each arm on the images that the model fails on, then what it costs elsewhere.
 * Where there is no gain the sentence says so.
 */
export function summarizeFix(
  measures: readonly FixMeasure[],
  arms: readonly FixArmResult[],
  comparisons: readonly FixComparison[],
): string[] {
  const target = targetMeasure(measures)
  if (!target) return ['There are no test images to judge by.']
  const at = measures.indexOf(target)
  const find = (arm: string, reference: string, measure: string) =>
    comparisons.find((c) => c.arm === arm && c.reference === reference && c.measure === measure)
  const sentences = arms.flatMap((arm) => {
    if (arm.name === 'none') return []
    const failed = arm.seeds.filter(({ error }) => error !== null).length
    const change = find(arm.name, 'none', target.name)
    if (!change) return [`${arm.name}: no two finished trainings to compare.`]
    const base = arms.find(({ name }) => name === 'none')?.accuracy[at]
    const others = ['random', 'confidence'].flatMap((reference) => {
      const against = find(arm.name, reference, target.name)
      return against ? [versus(reference, against)] : []
    })
    const elsewhere = ['flagged images', 'all images'].flatMap((measure) => {
      const found = measure === target.name ? undefined : find(arm.name, 'none', measure)
      return found ? [`${measure} ${points(found)}`] : []
    })
    const parts = [
      `${arm.name}: accuracy on ${target.name} ${verb(change)} ${percent(base)} to ${percent(arm.accuracy[at])} (${points(change)})`,
      ...others,
      ...elsewhere,
      ...(failed > 0 ? [`${failed} trainings failed`] : []),
    ]
    return [`${parts.join('; ')}.`]
  })
  return sentences.length > 0 ? sentences : ['Nothing was compared: only "none" was trained.']
}

const verb = ({ verdict }: FixComparison) =>
  ({ gain: 'rises from', loss: 'falls from', 'no difference': 'shows no sure change,' })[verdict]

function versus(reference: string, comparison: FixComparison): string {
  const words = {
    gain: 'better than',
    loss: 'worse than',
    'no difference': 'no sure difference from',
  }
  return `${words[comparison.verdict]} ${reference} (${points(comparison)})`
}

/** "+12.3 points, 95 % interval 8.0 to 16.6". An interval is about its measure alone; a verdict counts how many there are. */
function points({ gain, interval, verdict }: FixComparison): string {
  const number = (value: number) => (100 * value).toFixed(1).replace('-0.0', '0.0')
  const signed = gain > 0 ? `+${number(gain)}` : number(gain)
  const [low, high] = interval.map(number)
  const leavesOutZero = Number(low) > 0 || Number(high) < 0
  const doubt =
    verdict === 'no difference' && leavesOutZero ? ', not sure with all measures counted' : ''
  return `${signed} points, 95 % interval ${low} to ${high}${doubt}`
}

const percent = (value: number | null | undefined) =>
  value === null || value === undefined ? '?' : `${(100 * value).toFixed(1)} %`
