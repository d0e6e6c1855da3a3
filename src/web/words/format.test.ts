import { expect, test } from 'vitest'
import { decimal, percent, prose, shortened } from './format.ts'

test('percent() never rounds what is almost all or almost nothing to all or nothing', () => {
  const shares = [0, 0.0002, 0.004, 0.0099, 0.0101, 0.13, 0.9904, 0.996, 0.9998, 1]
  expect(shares.map((share) => percent(share).replace('\u00a0%', ''))).toEqual([
    '0',
    '< 0.1',
    '0.4',
    '1',
    '1',
    '13',
    '99',
    '99.6',
    '> 99.9',
    '100',
  ])
  expect(percent(null)).toBe('–')
})

test('decimal() writes a true minus sign, and none before a zero', () => {
  expect([-0.17, -0.001, 0, 1.5].map((value) => decimal(value))).toEqual([
    '−0.17',
    '0.00',
    '0.00',
    '1.50',
  ])
})

test('prose() writes sentences of files like those of the page', () => {
  expect(prose('right on 15 % of "dog", 95% sure, by -0.5 (-1 to 2)')).toBe(
    'right on 15\u00a0% of “dog”, 95\u00a0% sure, by −0.5 (−1 to 2)',
  )
})

test('shortened() cuts a long name between letters, and no name that fits', () => {
  expect(shortened('American Staffordshire dogs')).toBe('American Staffordshire dogs')
  expect(shortened('𝒜'.repeat(40))).toBe(`${'𝒜'.repeat(27)}…`)
})
