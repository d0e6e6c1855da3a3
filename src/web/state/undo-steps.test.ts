import { expect, test } from 'vitest'
import { nextStep, previousStep } from './undo-steps.ts'

// A list; an image is opened, and one is selected while it is open; it is closed; a filter is set.
const trail = ['list', 'list', 'list+sel', 'list+sel', 'list+sel+filter']

test('undo takes back one change, and no entry that only opened an image counts as one', () => {
  expect(previousStep(trail, 4)).toBe(2)
  expect(previousStep(trail, 3)).toBe(0)
  expect(previousStep(trail, 1)).toBeUndefined()
})

test('redo goes to the end of what came next, where the image is closed again', () => {
  expect(nextStep(trail, 0)).toBe(3)
  expect(nextStep(trail, 3)).toBe(4)
  expect(nextStep(trail, 4)).toBeUndefined()
})

test('undo stops at what this page has not seen only after trying it', () => {
  expect(previousStep([undefined, undefined, 'b'], 2)).toBe(1)
})
