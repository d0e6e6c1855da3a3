import { expect, test } from 'vitest'
import type { Matrix } from '../vectors/matrix.ts'
import { normalDraw, randomSource } from '../vectors/random.ts'
import { captionCorrelations, captionFrame, outermostCaptions } from './caption-correlations.ts'

const random = randomSource('caption correlations')
const D = 9
const normals = (rows: number): Matrix => ({
  data: Float32Array.from({ length: rows * D }, () => normalDraw(random)),
  rows,
  cols: D,
})
const images = normals(60)
const texts = normals(30)
const values = Float64Array.from({ length: 60 }, () => random())

/** The formula as it is written: unit images, both means taken off, Pearson's correlation, shrunk. */
function byHand(x: Matrix, f: ArrayLike<number>, t: Matrix): number[] {
  const rowsOf = ({ data, rows, cols }: Matrix) =>
    Array.from({ length: rows }, (_, r) => Array.from(data.subarray(r * cols, (r + 1) * cols)))
  const mean = (list: number[]) => list.reduce((a, b) => a + b, 0) / list.length
  const unit = rowsOf(x).map((row) => row.map((value) => value / Math.hypot(...row)))
  const meanOf = (rows: number[][]) =>
    rows[0]?.map((_, j) => mean(rows.map((row) => row[j] ?? 0))) ?? []
  const [m, tBar] = [meanOf(unit), meanOf(rowsOf(t))]
  const found = rowsOf(t).map((text) => {
    const lean = unit.map((row) =>
      row.reduce((sum, v, j) => sum + (v - (m[j] ?? 0)) * ((text[j] ?? 0) - (tBar[j] ?? 0)), 0),
    )
    const [a, b] = [lean, Array.from(f)].map((list) => list.map((v) => v - mean(list)))
    const dot = (u: number[] = [], v: number[] = []) =>
      u.reduce((s, w, i) => s + w * (v[i] ?? 0), 0)
    const r = dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))
    return { r, deviation: Math.sqrt(dot(a, a) / lean.length) }
  })
  const deviations = found.map(({ deviation }) => deviation).sort((a, b) => a - b)
  const typical = deviations[deviations.length >> 1] ?? 0
  return found.map(({ r, deviation }) => (r * deviation) / (deviation + typical))
}

test('captionCorrelations() is the correlation of centred leanings with the values, shrunk by how much they vary', () => {
  const expected = byHand(images, values, texts)
  for (const [i, r] of captionCorrelations(images, values, texts).entries())
    expect(r).toBeCloseTo(expected[i] ?? 0, 5)
})

test('captionCorrelations() does not depend on lengths of images, on what all captions share, or on the scale of values', () => {
  const before = captionCorrelations(images, values, texts)
  const longer = { ...images, data: images.data.map((v, i) => v * (1 + (Math.floor(i / D) % 4))) }
  const shifted = { ...texts, data: texts.data.map((v, i) => v + 7 * (i % D)) }
  const after = captionCorrelations(
    longer,
    values.map((v) => 3 * v - 1),
    shifted,
  )
  for (const [i, r] of after.entries()) expect(r).toBeCloseTo(before[i] ?? 0, 4)
})

test('captionCorrelations() changes sign with the values, and is 0 where nothing varies', () => {
  const there = captionCorrelations(images, values, texts)
  const back = captionCorrelations(
    images,
    values.map((v) => -v),
    texts,
  )
  for (const [i, r] of back.entries()) expect(r).toBeCloseTo(-(there[i] ?? 0), 10)
  expect([
    ...captionCorrelations(
      images,
      values.map(() => 1),
      texts,
    ),
  ]).toEqual(Array(30).fill(0))
})

test('outermostCaptions() keeps the captions that correlate most, on both sides', () => {
  const many = normals(2000)
  const rows = Array.from({ length: 2000 }, (_, row) => row)
  const r = captionCorrelations(images, values, many)
  const order = rows.toSorted((a, b) => (r[a] ?? 0) - (r[b] ?? 0))
  const kept = new Set(outermostCaptions(captionFrame(images, many), values, many, rows, 128))
  expect(kept.size).toBe(256)
  for (const row of [...order.slice(0, 20), ...order.slice(-20)]) expect(kept.has(row)).toBe(true)
})

test('captionCorrelations() refuses vectors of another width', () => {
  expect(() => captionCorrelations(images, values, { ...texts, cols: 3 })).toThrow(RangeError)
  expect(() => captionCorrelations(images, [1, 2], texts)).toThrow(RangeError)
})
