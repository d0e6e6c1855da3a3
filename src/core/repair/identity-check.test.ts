import { expect, test } from 'vitest'
import type { Matrix } from '../vectors/matrix.ts'
import { normalDraw, randomSource } from '../vectors/random.ts'
import { classAnchors, identityCheck } from './identity-check.ts'

/** Two classes around (1, 0, 1) and (0, 1, 1), spread a little. */
function realImages(): { x: Matrix; labels: Int32Array } {
  const random = randomSource('identity')
  const labels = Int32Array.from({ length: 200 }, (_, row) => row % 2)
  const data = Float32Array.from(
    Array.from(labels).flatMap((label) => [
      5 * (1 - label) + normalDraw(random) / 4,
      5 * label + normalDraw(random) / 4,
      5 + normalDraw(random) / 4,
    ]),
  )
  return { x: { data, rows: 200, cols: 3 }, labels }
}

const { x, labels } = realImages()
const anchors = classAnchors(x, labels, 2)
const check = (vector: number[], label: number) =>
  identityCheck(
    { data: Float32Array.from(vector), rows: 1, cols: 3 },
    Int32Array.of(label),
    anchors,
  )[0]

test('identityCheck() accepts all but about one in a hundred real images', () => {
  const unlike = identityCheck(x, labels, anchors).filter(({ looksLikeClass }) => !looksLikeClass)
  expect(unlike.length).toBeLessThanOrEqual(2)
})

test('identityCheck() marks an image that looks like another class, and names it', () => {
  expect(check([0, 5, 5], 0)).toMatchObject({ looksLikeClass: false, other: 1 })
  expect(check([0, 5, 5], 1)).toMatchObject({ looksLikeClass: true, other: 0 })
})

test('identityCheck() marks an image that looks like no class', () => {
  expect(check([-3, -4, 1], 0)?.looksLikeClass).toBe(false)
  expect(check([0, 0, 0], 0)?.looksLikeClass).toBe(false)
})

test('identityCheck() does not see the length of a vector', () => {
  const [short, long] = [check([0.5, 0.1, 0.5], 0), check([50, 10, 50], 0)]
  expect(long?.looksLikeClass).toBe(short?.looksLikeClass)
  expect(long?.own).toBeCloseTo(short?.own ?? Number.NaN, 6)
})

test('classAnchors() lets nothing look like a class without images', () => {
  const empty = classAnchors(x, labels, 3)
  expect(identityCheck(x, new Int32Array(200).fill(2), empty).some((v) => v.looksLikeClass)).toBe(
    false,
  )
})

test('identityCheck() refuses vectors of another size', () => {
  expect(() =>
    identityCheck({ data: new Float32Array(2), rows: 1, cols: 2 }, Int32Array.of(0), anchors),
  ).toThrow(RangeError)
})
