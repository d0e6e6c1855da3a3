import { expect, test } from 'vitest'
import type { Matrix } from '../../core/vectors/matrix.ts'
import { normalDraw, randomSource } from '../../core/vectors/random.ts'
import { likenessTo } from './text-likeness.ts'

const D = 24
const random = randomSource('likeness')
/** Dimension 0 = dog, 1 = elephant, 2 to 13 = places. */
const vectorOf = (parts: readonly number[], noise = 0) =>
  Float32Array.from(
    { length: D },
    (_, j) => (parts.includes(j) ? 1 : 0) + noise * normalDraw(random),
  )
const matrixOf = (vectors: readonly Float32Array[]): Matrix => ({
  data: Float32Array.from(vectors.flatMap((vector) => [...vector])),
  rows: vectors.length,
  cols: D,
})
const places = Array.from({ length: 12 }, (_, k) => 2 + k)
const images = matrixOf(
  places.flatMap((place) => Array.from({ length: 5 }, () => vectorOf([0, place], 0.1))),
)
const vocabulary = matrixOf(
  places.flatMap((place) => Array.from({ length: 5 }, () => vectorOf([0, place], 0.05))),
)
const like = likenessTo({ images, vocabulary, words: [], strings: undefined })
const askedOf =
  (judge: typeof like) =>
  (parts: readonly number[], unknownWords: readonly string[] = [], words: readonly string[] = []) =>
    judge({ text: 'asked', vector: vectorOf(parts), unknownWords, words })
const asked = askedOf(like)

test('what the pictures show is like something: one of their places, and what all of them share', () => {
  expect(asked([0, 5])).toBeNull()
  expect(asked([0])).toBeNull()
})

test('something absent in a place that is there is like nothing', () => {
  expect(asked([1, 5])).toMatch(/^\d\d of 60 captions describe its nearest images better$/)
  expect(asked([1])).toMatch(/captions describe its nearest images better/)
})

test('words that the encoder does not know are like nothing, and so is what is no nearer than random letters', () => {
  expect(asked([0, 5], ['xyzzy'])).toBe('the text encoder does not know "xyzzy"')
  const strings = matrixOf([vectorOf([0, 5])])
  const strict = likenessTo({ images, vocabulary, words: [], strings })
  expect(askedOf(strict)([1])).toMatch(/random letters/)
})

test('a word that no caption of the pictures has is like nothing where its images come less near than any do to captions, and else like something', () => {
  // A dog shows two things, and most captions are of cats: the dogs' alone describe a dog better than an elephant's does.
  const dogs = [...places, ...places.slice(0, 3)].map((place) => vectorOf([0, 14, place], 0.05))
  const cats = places.flatMap((place) =>
    Array.from({ length: 5 }, () => vectorOf([15, 16, place], 0.05)),
  )
  const pictures = places.flatMap((place) => [
    vectorOf([0, 14, place], 0.1),
    vectorOf([0, 14, place], 0.1),
  ])
  const both = likenessTo({
    images: matrixOf(pictures),
    vocabulary: matrixOf([...cats, ...dogs]),
    words: [...cats.map(() => ['cat', 'elephant']), ...dogs.map(() => ['dog'])],
    strings: undefined,
  })
  expect(askedOf(both)([1, 17, 5], [], ['dog'])).toBeNull()
  expect(askedOf(both)([1, 17, 5], [], ['elephant'])).toMatch(
    /^no caption that describes an image says "elephant", and its nearest images come less near \(0\.\d+\) than/,
  )
  expect(askedOf(both)([0, 14, 5], [], ['hound'])).toBeNull()
})
