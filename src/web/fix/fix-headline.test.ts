import { expect, test } from 'vitest'
import type { FixComparison } from '../../run/fix-file.ts'
import { fixHeadline } from './fix-headline.ts'

const arm = (name: string, added: number, accuracy: number) => ({
  ...{ name, added, about: '', addedByGroup: {}, seeds: [] },
  accuracy: [accuracy],
  interval: [null],
})
const measure = {
  ...{ name: 'rare groups', kind: 'group' as const, examples: 90 },
  ...{ class: null, column: null, value: null },
}
const versus = (name: string, verdict: FixComparison['verdict']): FixComparison => ({
  ...{ arm: name, reference: 'none', measure: 'rare groups', verdict },
  ...{ gain: 0.1, interval: [0, 0.2], p: null, q: null },
})

test('what retraining did stands in one sentence, with what chance would have done', () => {
  const arms = [
    arm('none', 0, 0.54),
    arm('random', 72, 0.64),
    arm('direction', 72, 0.82),
    arm('oracle', 72, 0.9),
  ]
  const fix = { arms, measures: [measure], comparisons: [versus('direction', 'gain')] }
  expect(fixHeadline(fix, 0)).toBe(
    '72 images chosen by direction lift accuracy on rare groups from 54\u00a0% to 82\u00a0%; as many at random, to 64\u00a0%.',
  )
})

test('a change that q does not bear out is never called a gain', () => {
  const arms = [arm('none', 0, 0.54), arm('weights-soft', 0, 0.56)]
  const fix = { arms, measures: [measure], comparisons: [versus('weights-soft', 'no difference')] }
  expect(fixHeadline(fix, 0)).toBe(
    'Training where hard images count more moves accuracy on rare groups from 54\u00a0% to 56\u00a0%, which is not sure.',
  )
  expect(fixHeadline({ ...fix, arms: [] }, 0)).toBe('No two trainings can be compared.')
})
