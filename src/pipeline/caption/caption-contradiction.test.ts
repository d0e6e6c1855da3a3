import { expect, test } from 'vitest'
import { contradictsClass } from './caption-contradiction.ts'

const faces = ['old', 'young']
const roads = ['pickup_truck', 'truck', 'street cars']

test.each([
  ['a photo of a young woman', 'old', faces, true],
  ['a photo of a young woman', 'young', faces, false],
  ['a youngish woman', 'old', faces, false],
  ['A PICKUP TRUCK on a road', 'pickup_truck', roads, false],
  ['two trucks', 'pickup_truck', roads, true],
  ['a street-car', 'truck', roads, true],
  ['a street with a car', 'truck', roads, false],
  ['a young man', 'not young', ['not young', 'young'], true],
  ['a man who is not young', 'not young', ['not young', 'young'], false],
  ['a glass', 'glas', ['glas', 'gla'], false],
])('contradictsClass("%s", "%s") among %s is %s', (caption, name, classes, expected) => {
  expect(contradictsClass(caption, name, classes)).toBe(expected)
})
