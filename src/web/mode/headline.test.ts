import { expect, test } from 'vitest'
import { subjectOf } from '../words/subject-of.ts'
import { headline } from './headline.ts'
import { modeFacts } from './mode-facts.ts'

const examples = {
  correct: Int8Array.of(0, 0, 1, 1, 1, 1, -1),
  prediction: {
    kind: 'category' as const,
    name: 'prediction',
    codes: Int32Array.of(0, 0, 1, 1, 1, 1, -1),
    names: ['cat', 'dog'],
  },
  decisionValue: Float64Array.of(-2, -1, 0, 0.5, 1, 2, -3),
}
const rows = Int32Array.of(6, 0, 1, 2, 3, 4, 5)

test('the headline says what fails, how often, beside the rest of the class, and what it is taken for', () => {
  const facts = modeFacts(examples, rows, undefined)
  expect(headline('dog', 'a photo of a dog in the snow', facts)).toBe(
    '“a dog in the snow”: right 33\u00a0% of the time, other images of “dog” 100\u00a0%; called “cat”',
  )
  expect(headline('dog', undefined, facts)).toMatch(/^Flagged images of “dog”: /)
})

test('a moved threshold flags other images; those without an answer count nowhere', () => {
  const { flagged, others } = modeFacts(examples, rows, undefined, -1.5)
  expect([flagged.rows, others.rows]).toEqual([[0], [1, 2, 3, 4, 5]])
  expect(others.accuracy).toBe(0.8)
})

test('subjectOf() leaves words alone that say more than "a picture of"', () => {
  expect(['a photo of a cat', 'photo of', 'a photograph', 'snow'].map(subjectOf)).toEqual([
    'a cat',
    'photo of',
    'a photograph',
    'snow',
  ])
})
