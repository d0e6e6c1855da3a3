import { expect, test } from 'vitest'
import type { Matrix } from '../vectors/matrix.ts'
import { normalDraw, randomSource } from '../vectors/random.ts'
import { standardizedRows } from '../vectors/row-source.ts'
import { differenceCaptionScores, faithfulCaptionScores } from './caption-scores.ts'

const random = randomSource('caption scores')
const d = 7
const normals = (count: number) => Float64Array.from({ length: count }, () => normalDraw(random))
const plane = { weights: normals(d), bias: 0.3 }
const standardizer = {
  mean: normals(d),
  deviation: normals(d).map((value) => Math.abs(value) + 0.1),
}
const texts: Matrix = { data: Float32Array.from(normals(5 * d)), rows: 5, cols: d }
const reference = Float32Array.from(normals(d))

test('faithfulCaptionScores() is the decision value of text minus reference, treated as an image', () => {
  const differences = { ...texts, data: texts.data.map((value, i) => value - reference[i % d]) }
  const z = standardizedRows(differences, standardizer)
  const scores = faithfulCaptionScores(plane, standardizer, texts, { reference })
  for (let row = 0; row < texts.rows; row++) {
    let value = plane.bias
    for (let j = 0; j < d; j++) value += plane.weights[j] * z.data[row * d + j]
    expect(scores[row]).toBeCloseTo(value, 6) // differences above are rounded to float32
  }
})

test('differenceCaptionScores() changes sign when caption and reference change places', () => {
  const there = differenceCaptionScores(plane, standardizer, texts, { rows: [2], reference })
  const back = differenceCaptionScores(
    plane,
    standardizer,
    { data: reference, rows: 1, cols: d },
    { reference: texts.data.subarray(2 * d, 3 * d) },
  )
  expect(there[0]).toBeCloseTo(-(back[0] ?? 0), 12)
})

test('differenceCaptionScores() depends on neither the image mean, the bias nor the size of the change', () => {
  const other = {
    mean: standardizer.mean.map((value) => value + 5),
    deviation: standardizer.deviation,
  }
  const further = texts.data.map((value, i) => reference[i % d] + 3 * (value - reference[i % d]))
  const scores = differenceCaptionScores(plane, standardizer, texts, { reference })
  const moved = differenceCaptionScores(
    { weights: plane.weights, bias: -9 },
    other,
    { ...texts, data: further },
    { reference },
  )
  for (const [row, score] of scores.entries()) expect(moved[row]).toBeCloseTo(score, 5)
})

test('differenceCaptionScores() gives the reference itself 0 and ignores constant features', () => {
  const constant = { mean: standardizer.mean, deviation: new Float64Array(d) }
  constant.deviation[1] = 2
  const captions = { data: Float32Array.of(...reference, ...reference), rows: 2, cols: d }
  captions.data[1] -= 1
  const scores = differenceCaptionScores(plane, constant, captions, { reference })
  expect([...scores]).toEqual([-plane.weights[1], 0])
})

test('both scores take the rows asked for and refuse text vectors of another width', () => {
  for (const score of [faithfulCaptionScores, differenceCaptionScores]) {
    const all = score(plane, standardizer, texts, { reference })
    expect([...score(plane, standardizer, texts, { rows: [3, 0], reference })]).toEqual([
      all[3],
      all[0],
    ])
    const narrow = { data: new Float32Array(4), rows: 2, cols: 2 }
    expect(() => score(plane, standardizer, narrow, { reference: [0, 0] })).toThrow(RangeError)
  }
})
