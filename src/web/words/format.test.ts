import { expect, test } from 'vitest'
import { percent, prose } from './format.ts'

test('percent() never rounds what is almost all or almost nothing to all or nothing', () => {
  expect([0, 0.004, 0.13, 0.996, 1, null].map(percent)).toEqual([
    '0\u00a0%',
    '0.4\u00a0%',
    '13\u00a0%',
    '99.6\u00a0%',
    '100\u00a0%',
    '–',
  ])
})

test('prose() writes sentences of files like those of the page', () => {
  expect(prose('right on 15 % of "dog", 95% sure, by -0.5 (-1 to 2)')).toBe(
    'right on 15\u00a0% of “dog”, 95\u00a0% sure, by −0.5 (−1 to 2)',
  )
})
