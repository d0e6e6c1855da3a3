import { expect, test } from 'vitest'
import { normalDraw, randomSource } from '../vectors/random.ts'
import { type NamingOptions, nameDirection } from './name-direction.ts'

const D = 12
const random = randomSource('name direction')

/** Axis 0 is an attribute that a quarter of the captions name and on which the errors fall; the rest is noise. */
function planted({ errorsOnAttribute }: { errorsOnAttribute: boolean }) {
  const axis = (at: number, size: number) =>
    Float32Array.from({ length: D }, (_, j) => (j === at ? size : 0.3 * normalDraw(random)))
  const captions = Array.from({ length: 40 }, (_, i) => axis(i % 4, 1))
  const images = Array.from({ length: 200 }, (_, i) => axis(i % 5 === 0 ? 0 : 1 + (i % 3), 1.5))
  const wrong = Uint8Array.from(images, (_, i) => {
    const rate = errorsOnAttribute ? (i % 5 === 0 ? 0.6 : 0.1) : 0.2
    return random() < rate ? 1 : 0
  })
  const join = (rows: Float32Array[]) => ({
    data: Float32Array.from(rows.flatMap((row) => [...row])),
    rows: rows.length,
    cols: D,
  })
  return {
    texts: captions.map((_, i) => `${['snow', 'sand', 'rock', 'lawn'][i % 4]} number ${i}`),
    vectors: join(captions),
    scores: Float64Array.from(captions, (row) => -(row[0] ?? 0)),
    parts: captions.map((_, i) => [i % 4]),
    fit: { embeddings: join(images), loss: Float64Array.from(images, (row) => row[0] ?? 0) },
    heldOut: { embeddings: join(images), wrong, loss: Float64Array.from(wrong) },
  }
}

const options = (more: Partial<NamingOptions> = {}): NamingOptions => ({
  signed: true,
  merge: false,
  contradicts: () => false,
  random: randomSource('compare'),
  ...more,
})
const rows = Int32Array.from({ length: 40 }, (_, i) => i)

test('nameDirection() claims captions that name the attribute on which held-out errors fall', () => {
  const { texts, vectors, parts, scores, fit, heldOut } = planted({ errorsOnAttribute: true })
  const judged = nameDirection(scores, { texts, vectors, rows, parts }, fit, heldOut, options())
  const names = judged.filter(({ claimed, side }) => claimed && side === 'hard')
  expect(names.length).toBeGreaterThan(0)
  expect(names.every(({ index }) => texts[index]?.startsWith('snow'))).toBe(true)
  expect(judged[0]).toMatchObject({ side: 'hard', rank: 1, nearest: 40, claimed: true })
  expect(judged[0]?.curve?.accuracy.at(-1)).toBeCloseTo(judged[0]?.classAccuracy ?? 0, 12)
})

test('nameDirection() claims nothing in 100 directions whose held-out errors fall at random, but for one or two', () => {
  let claims = 0
  for (let trial = 0; trial < 100; trial++) {
    const { texts, vectors, parts, scores, fit, heldOut } = planted({ errorsOnAttribute: false })
    const judged = nameDirection(scores, { texts, vectors, rows, parts }, fit, heldOut, options())
    if (judged.some(({ claimed, side }) => claimed && side === 'hard')) claims += 1
  }
  // At 2.5 % a side, 9 or more of 100 would be a chance of 1 in 1,000.
  expect(claims).toBeLessThan(9)
})

test('nameDirection() looks past captions that name another class for one that may be a name', () => {
  const { texts, vectors, parts, scores, fit, heldOut } = planted({ errorsOnAttribute: true })
  const barred = [...scores.keys()].sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0)).slice(0, 4)
  const contradicts = (text: string) => barred.some((index) => texts[index] === text)
  const judged = nameDirection(
    scores,
    { texts, vectors, rows, parts },
    fit,
    heldOut,
    options({ contradicts }),
  )
  const claimed = judged.filter(({ side, claimed }) => side === 'hard' && claimed)
  expect(claimed.length).toBeGreaterThan(0)
  expect(claimed.some(({ index }) => barred.includes(index))).toBe(false)
  expect(judged.slice(0, 4).map(({ contradicts }) => contradicts)).toEqual([true, true, true, true])
})

test('nameDirection() says that nothing is known without held-out images', () => {
  const { texts, vectors, parts, scores, fit } = planted({ errorsOnAttribute: true })
  const heldOut = {
    embeddings: { data: new Float32Array(), rows: 0, cols: D },
    wrong: new Uint8Array(),
    loss: new Float64Array(),
  }
  const judged = nameDirection(scores, { texts, vectors, rows, parts }, fit, heldOut, options())
  expect(
    judged.every(({ claimed, nearest, p }) => !claimed && nearest === 0 && p === undefined),
  ).toBe(true)
})

test('nameDirection() takes the side from the rank when scores have no sign', () => {
  const { texts, vectors, parts, scores, fit, heldOut } = planted({ errorsOnAttribute: true })
  const shifted = scores.map((score) => score + 10)
  const captions = { texts, vectors, rows, parts }
  const hardClaims = (signed: boolean) =>
    nameDirection(shifted, captions, fit, heldOut, options({ signed })).filter(
      ({ side, claimed }) => side === 'hard' && claimed,
    ).length
  expect(hardClaims(true)).toBe(0)
  expect(hardClaims(false)).toBeGreaterThan(0)
})

test('nameDirection() handles a single caption', () => {
  const { texts, vectors, fit, heldOut } = planted({ errorsOnAttribute: true })
  const judged = nameDirection(
    Float64Array.of(-1),
    { texts, vectors, rows: [0], parts: [[0]] },
    fit,
    heldOut,
    options(),
  )
  expect(judged.map(({ side, claimed }) => [side, claimed])).toEqual([
    ['hard', false],
    ['easy', false],
  ])
})
