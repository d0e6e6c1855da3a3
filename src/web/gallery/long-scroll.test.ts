import { expect, test } from 'vitest'
import { jumped, scrolled } from './long-scroll.ts'

const screen = 860
const total = 500_000 * 200 // a million images, two a line

test('a gallery that the page can hold scrolls as the page does', () => {
  expect(scrolled({ page: 0, virtual: 0 }, 700, 90_000, screen)).toEqual({
    page: 700,
    virtual: 700,
  })
  expect(jumped(700, 90_000, screen)).toEqual({ page: 700, virtual: 700, height: 90_000 })
})

test('in one that it cannot, the ends meet, small steps are small, and large ones go to the same share', () => {
  const { height, page: end } = jumped(total - screen, total, screen)
  expect(height).toBeLessThan(9_000_000)
  expect(end).toBeCloseTo(height - screen)
  const bottom = scrolled({ page: 0, virtual: 0 }, height - screen, total, screen)
  expect(bottom.virtual).toBeCloseTo(total - screen)
  const middle = scrolled({ page: 0, virtual: 0 }, (height - screen) / 2, total, screen)
  expect(middle.virtual).toBeCloseTo((total - screen) / 2, -1)
  const step = scrolled(middle, middle.page + 100, total, screen)
  expect(step.virtual - middle.virtual).toBeCloseTo(100)
  expect(jumped(middle.virtual, total, screen).page).toBeCloseTo(middle.page)
})
