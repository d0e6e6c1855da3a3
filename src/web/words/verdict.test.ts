import { expect, test } from 'vitest'
import { directionsOf } from '../../../test/make-run/directions-of.ts'
import { planRun } from '../../../test/make-run/plan-run.ts'
import { classSummaries } from '../data/class-summaries.ts'
import type { Run } from '../data/load-run.ts'
import { verdictOf } from './verdict.ts'

const summariesOf = (options: Parameters<typeof planRun>[0], hard?: string) => {
  const plan = planRun(options)
  const directions = plan.classes.map((name) => ({ class: name, direction: 1, hard, easy: null }))
  return classSummaries({
    directions: directionsOf(plan),
    captionReport: { directions },
    manifest: { classes: plan.classes },
  } as unknown as Run)
}

test('the verdict counts classes with a failure mode and names the worst in words', () => {
  const { kind, headline, detail, worst } = verdictOf(
    summariesOf({ examples: 4000, classes: 5 }, 'at night'),
  )
  expect(kind).toBe('found')
  expect(headline).toBe('This model fails consistently on certain images in 2 of 5 classes.')
  expect(detail).toMatch(
    /^Worst is “amber (finch|harbour)”: on new images that Faultline flags the model is right \d+\u00a0% of the time, on the others \d+\u00a0%\. The flagged ones look like “at night”\. 1 class had too few errors to say\.$/,
  )
  expect(worst?.found.state).toBe('ok')
})

test('a failure mode that held-out images do not bear out is counted apart', () => {
  const withInterval = (summary: ReturnType<typeof summariesOf>[number], low: number) => {
    if (!summary.strongest?.heldOut) return summary
    const heldOut = { ...summary.strongest.heldOut, differenceInterval: [low, 0.9] as const }
    return { ...summary, strongest: { ...summary.strongest, heldOut } }
  }
  const [a, b, ...rest] = summariesOf({ examples: 4000, classes: 5 })
  if (!a || !b) throw new Error('expected two failure modes')
  const detailOf = (...lows: [number, number]) =>
    verdictOf([withInterval(a, lows[0]), withInterval(b, lows[1]), ...rest] as typeof rest).detail
  expect(detailOf(0.1, 0.1)).not.toContain('seen again')
  expect(detailOf(0.1, -0.1)).toContain(
    '1 of these 2 failure modes was seen again for certain on new images.',
  )
  expect(detailOf(-0.1, 0)).toContain('None of these 2 failure modes was seen again')
})

test('the worst class is the one whose loss is sure, not one with three unlucky images', () => {
  const [a, b] = summariesOf({ examples: 4000, classes: 5 })
  if (!a?.strongest?.heldOut || !b?.strongest?.heldOut)
    throw new Error('expected two failure modes')
  const lucky = {
    ...a,
    flaggedAccuracy: 0,
    unflaggedAccuracy: 1,
    strongest: {
      ...a.strongest,
      heldOut: {
        ...a.strongest.heldOut,
        difference: 1,
        differenceInterval: [0.01, 1] as [number, number],
      },
    },
  }
  expect(verdictOf([lucky, b]).worst).toBe(b)
})

test('nothing found and too few errors are told apart', () => {
  const healthy = summariesOf({ examples: 900, classes: 4, healthy: true })
  expect(verdictOf(healthy)).toMatchObject({
    kind: 'nothing',
    headline: 'No consistent failure was found.',
  })
  const untested = healthy.filter(({ found }) => found.state === 'not-enough-errors')
  expect(verdictOf(untested).kind).toBe('cannot-say')
})

test('classes are ranked by state, then by strength', () => {
  const summaries = summariesOf({ examples: 2000, classes: 10 })
  expect(summaries.map(({ found }) => found.state)).toEqual([
    ...new Array(4).fill('ok'),
    ...new Array(4).fill('not-significant'),
    ...new Array(2).fill('not-enough-errors'),
  ])
  const strengths = summaries.slice(0, 4).map(({ strongest }) => strongest?.auroc ?? 0)
  expect(strengths).toEqual(strengths.toSorted((a, b) => b - a))
})
