import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Progress } from '../run/effects.ts'
import { DataError, EncoderError } from '../run/errors.ts'
import { type EncodedBatch, encodeAhead } from './encode-ahead.ts'
import type { ImageModel } from './image-model.ts'

type Model = Pick<ImageModel, 'batch' | 'prepare' | 'encode'>

/** Image r is the byte r; those in `bad` cannot be read. */
const imagesWithout = (...bad: number[]) => ({
  name: (row: number) => `${row}.png`,
  read: async (row: number) => {
    if (bad.includes(row)) throw new DataError(`Cannot read image "${row}.png": damaged`)
    return Uint8Array.of(row)
  },
})

/** Image 2 was turned, image 5 is of one colour. */
const prepared = (bytes: Uint8Array) => ({
  input: Float32Array.from(bytes),
  wasTurned: bytes[0] === 2,
  isOneColour: bytes[0] === 5,
})

/** Gives (its byte, number of images of the batch) for each image: rows tell which batch they were in. */
const model = (more: Partial<Model> = {}): Model => ({
  batch: 4,
  prepare: async (bytes) => prepared(bytes),
  encode: async (batch) => ({
    data: Float32Array.from(batch.flatMap(({ input }) => [input[0] ?? 0, batch.length])),
    rows: batch.length,
    cols: 2,
  }),
  ...more,
})

const rows = (count: number) => Array.from({ length: count }, (_, row) => row)

async function collect(batches: AsyncIterable<EncodedBatch>) {
  const all: EncodedBatch[] = []
  for await (const batch of batches) all.push(batch)
  return all
}

test('every readable image is encoded once, in order, in batches of the size of the model', async () => {
  const batches = await collect(encodeAhead(imagesWithout(), rows(10), model()))
  expect(batches.map((batch) => batch.rows)).toEqual([
    [0, 1, 2, 3],
    [4, 5, 6, 7],
    [8, 9],
  ])
  expect([...(batches[2]?.embeddings.data ?? [])]).toEqual([8, 2, 9, 2])
})

test('a damaged image is missing from its batch and named; the other batches stay as they were', async () => {
  const batches = await collect(encodeAhead(imagesWithout(1, 4, 5, 6, 7), rows(10), model()))
  expect(batches.map((batch) => batch.rows)).toEqual([[0, 2, 3], [], [8, 9]])
  expect(batches[0]?.failures).toEqual([
    { code: 'unreadable-image', message: 'Cannot read image "1.png": damaged', where: '1.png' },
  ])
  expect(batches[1]?.failures).toHaveLength(4)
  expect(batches[1]?.embeddings.rows).toBe(0)
})

test('batches do not depend on how long images take to decode', async () => {
  const slow = model({
    prepare: async (bytes) => {
      await wait(((bytes[0] ?? 0) * 7) % 5)
      return prepared(bytes)
    },
  })
  const expected = await collect(encodeAhead(imagesWithout(3), rows(30), model()))
  expect(await collect(encodeAhead(imagesWithout(3), rows(30), slow))).toEqual(expected)
})

test('work resumed at a batch border gives the batches of undisturbed work', async () => {
  const whole = await collect(encodeAhead(imagesWithout(9), rows(30), model()))
  const rest = await collect(encodeAhead(imagesWithout(9), rows(30).slice(8), model()))
  expect(rest).toEqual(whole.slice(2))
})

test('while the model works, the next four batches are decoded, and no more', async () => {
  let decoded = 0
  const seen: number[] = []
  const counting = model({
    prepare: async (bytes) => {
      decoded += 1
      return prepared(bytes)
    },
    encode: async (batch) => {
      await wait(5)
      seen.push(decoded)
      return model().encode(batch)
    },
  })
  await collect(encodeAhead(imagesWithout(), rows(40), counting))
  expect(seen.slice(0, 3)).toEqual([20, 24, 28])
})

test('no more than 16 images are read and decoded at the same time, however large the batches', async () => {
  let underWay = 0
  let most = 0
  const counting = model({
    batch: 40,
    prepare: async (bytes) => {
      underWay += 1
      most = Math.max(most, underWay)
      await wait(1)
      underWay -= 1
      return prepared(bytes)
    },
  })
  await collect(encodeAhead(imagesWithout(), rows(100), counting))
  expect(most).toBe(16)
})

test('nothing is decoded any more when nobody takes the batches', async () => {
  let decoded = 0
  const counting = model({
    prepare: async (bytes) => {
      decoded += 1
      await wait(1)
      return prepared(bytes)
    },
  })
  for await (const _ of encodeAhead(imagesWithout(), rows(400), { ...counting, batch: 100 })) break
  const soFar = decoded
  await wait(30)
  expect(decoded - soFar).toBeLessThanOrEqual(16)
  expect(decoded).toBeLessThan(400)
})

test('rows that EXIF turned and rows of one colour are told', async () => {
  const [first, second] = await collect(encodeAhead(imagesWithout(), rows(8), model()))
  expect([first?.turned, first?.oneColour]).toEqual([[2], []])
  expect([second?.turned, second?.oneColour]).toEqual([[], [5]])
})

test('a stop comes into force before the next batch', async () => {
  const controller = new AbortController()
  const encoded: number[] = []
  const work = async () => {
    const { signal } = controller
    for await (const batch of encodeAhead(imagesWithout(), rows(40), model(), { signal })) {
      encoded.push(...batch.rows)
      controller.abort(new Error('enough'))
    }
  }
  await expect(work()).rejects.toThrow('enough')
  expect(encoded).toEqual([0, 1, 2, 3])
})

test('an error of the model and an error that is no DataError end the work', async () => {
  const broken = model({ encode: () => Promise.reject(new EncoderError('Cannot run model')) })
  await expect(collect(encodeAhead(imagesWithout(), rows(40), broken))).rejects.toThrow(
    'Cannot run model',
  )
  const bug = model({ prepare: () => Promise.reject(new TypeError('a bug')) })
  await expect(collect(encodeAhead(imagesWithout(), rows(40), bug))).rejects.toThrow('a bug')
})

test('progress ends with all images done, and no image gives nothing', async () => {
  const told: Progress[] = []
  const onProgress = (progress: Progress) => told.push(progress)
  await collect(encodeAhead(imagesWithout(2), rows(10), model(), { onProgress }))
  expect(told.at(-1)).toEqual({ step: 'embed', done: 10, total: 10, unit: 'images' })
  expect(await collect(encodeAhead(imagesWithout(), [], model()))).toEqual([])
})
