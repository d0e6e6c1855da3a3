import { expect, test } from 'vitest'
import type { FixComparison, FixMeasure } from '../../run/fix-file.ts'
import { summarizeFix } from './summarize.ts'

const measure: FixMeasure = {
  name: 'flagged images',
  kind: 'flagged',
  class: null,
  column: null,
  value: null,
  examples: 90,
}
const arm = (name: string) => ({
  name,
  about: '',
  added: 0,
  addedByGroup: {},
  seeds: [],
  accuracy: [0.5],
  interval: [null],
})
const sentenceOf = (interval: [number, number], verdict: FixComparison['verdict']) => {
  const against = { arm: 'direction', reference: 'none', measure: measure.name, p: 0.04, q: 0.08 }
  const comparison = { ...against, gain: 0.02, interval, verdict }
  return summarizeFix([measure], [arm('none'), arm('direction')], [comparison])[0]
}

test('an interval that leaves out 0 beside a verdict of no sure change says why', () => {
  const why = 'not sure with all measures counted'
  expect(sentenceOf([0.005, 0.031], 'no difference')).toContain(`0.5 to 3.1, ${why})`)
  expect(sentenceOf([-0.005, 0.031], 'no difference')).not.toContain(why)
  expect(sentenceOf([0.005, 0.031], 'gain')).not.toContain(why)
})
