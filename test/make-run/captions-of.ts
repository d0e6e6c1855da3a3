import type { CaptionRow, CaptionsFile } from '../../src/run/captions-file.ts'
import { directionsOf, rowsByClass, wilson } from './directions-of.ts'
import { HOSTILE } from './names.ts'
import { plantedOf, type RunPlan } from './plan-run.ts'

const DECOYS = [
  'with a person',
  'from above',
  'in the rain',
  'close up',
  'far away',
  'in a drawing',
]

/** `captions.parquet` and `captions.json` of a plan: the planted name first on each side, then decoys. */
export function captionsOf(plan: RunPlan): { rows: CaptionRow[]; report: CaptionsFile } {
  const rows: CaptionRow[] = []
  const directions: CaptionsFile['directions'] = []
  const byClass = rowsByClass(plan)
  for (const found of directionsOf(plan).classes) {
    if (found.state !== 'ok') continue
    const label = plan.classes.indexOf(found.class)
    const test = byClass[label].filter((row) => plan.splits[row] === 'test')
    for (const { rank: direction } of found.directions) {
      const names = { hard: nameOf(plan, label, 'hard'), easy: nameOf(plan, label, 'easy') }
      for (const side of ['hard', 'easy'] as const) {
        rows.push(
          ...sideRows(plan, { name: found.class, label, direction, side, test, best: names[side] }),
        )
      }
      const claimed = direction === 1 && label % 4 !== 3 && test.length > 0
      directions.push({
        class: found.class,
        direction,
        hard: claimed ? names.hard : null,
        easy: claimed ? names.easy : null,
        candidate: names.hard,
        modes: [],
        verdict: claimed
          ? `The hard images are best described as "${names.hard}": held-out images nearest to it are right less often than the class.`
          : 'No caption of the set describes the hard images better than a random one would.',
        curves: claimed
          ? (['hard', 'easy'] as const).map((side) => curve(plan, test, label, names[side], side))
          : [],
      })
    }
  }
  return { rows, report: { score: 'difference', captions: 640, directions, unproven: [] } }
}

function nameOf(plan: RunPlan, label: number, side: 'hard' | 'easy'): string {
  if (plan.options.hostile) return `${side} ${HOSTILE[label % HOSTILE.length]}`
  return `a photo of a ${plan.classes[label]} ${plantedOf(label)[side]}`
}

interface Side {
  name: string
  label: number
  direction: number
  side: 'hard' | 'easy'
  test: readonly number[]
  best: string
}

function sideRows(plan: RunPlan, { name, label, direction, side, test, best }: Side): CaptionRow[] {
  const texts = [best, ...DECOYS.map((decoy) => `a photo of a ${plan.classes[label]} ${decoy}`)]
  return texts.map((caption, i): CaptionRow => {
    const nearest = Math.min(40, test.length)
    const rate =
      (side === 'hard' ? 0.5 : 0.97) + (side === 'hard' ? 1 : -1) * Math.min(0.3, i * 0.07)
    const [intervalLow, intervalHigh] = wilson(Math.round(rate * nearest), nearest)
    return {
      class: name,
      direction,
      caption,
      kind: i === 0 ? 'all' : 'preposition',
      side,
      rank: i + 1,
      score: (side === 'hard' ? -1 : 1) * (0.34 - i * 0.04),
      claimed: i === 0 && direction === 1 && label % 4 !== 3,
      contradicts: i === 5,
      nearest,
      heldOutAccuracy: rate,
      intervalLow,
      intervalHigh,
      classAccuracy: 0.86,
      p: i === 0 ? 2e-5 : 0.03 * i,
      randomAsGood: i === 0 ? 0.004 : 0.05 * i,
      correlation: (side === 'hard' ? 1 : -1) * (0.4 - 0.05 * i),
      correlationP: i === 0 ? 2e-4 : 0.03 * i,
      part: caption.split(' ').slice(-2).join(' '),
      partP: i === 0 ? 2e-4 : 0.04 * i,
      present: i !== 4,
      merged: i === 0 ? 3 : 0,
    }
  })
}

function curve(
  plan: RunPlan,
  test: readonly number[],
  label: number,
  caption: string,
  side: 'hard' | 'easy',
) {
  const sign = side === 'hard' ? 1 : -1
  const order = test.toSorted((a, b) => sign * (plan.decisionValues[a] - plan.decisionValues[b]))
  const fraction = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1]
  const points = fraction.map((share) => {
    const near = order.slice(0, Math.max(1, Math.round(share * order.length)))
    const right = near.filter((row) => plan.predictions[row] === label).length
    return { accuracy: right / near.length, interval: wilson(right, near.length) }
  })
  return {
    caption,
    side,
    fraction,
    accuracy: points.map(({ accuracy }) => accuracy),
    low: points.map(({ interval }) => interval[0]),
    high: points.map(({ interval }) => interval[1]),
  }
}
