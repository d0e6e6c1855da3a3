import { expect, test } from 'vitest'
import { fitImage } from './fit-image.ts'

/** Red is the column, green the row. */
const image = (width: number, height: number) => ({
  width,
  height,
  data: Uint8Array.from({ length: 3 * width * height }, (_, i) => {
    const pixel = Math.floor(i / 3)
    return [pixel % width, Math.floor(pixel / width), 9][i % 3] as number
  }),
})

const first = ({ data }: { data: Uint8Array }) => [...data.subarray(0, 3)]

test('an image of the size is not resampled', () => {
  for (const resize of ['squash', 'crop', 'pad'] as const) {
    const same = image(32, 32)
    expect(fitImage(same, { size: 32, resize })).toBe(same)
  }
})

test('crop cuts the centre out of an image whose shorter side has the length', () => {
  const cut = fitImage(image(10, 4), { size: 4, resize: 'crop' })
  expect([cut.width, cut.height, ...first(cut)]).toEqual([4, 4, 3, 0, 9])
  const tall = fitImage(image(4, 9), { size: [3, 4], resize: 'crop', shorterSide: 4 })
  expect([tall.width, tall.height, ...first(tall)]).toEqual([4, 3, 0, 3, 9])
})

test('crop with a shorter side resizes to it first, as torchvision does', () => {
  // 250 x 188 with shorter side 256 is 340 x 256; the crop starts at (58, 16).
  const cut = fitImage(image(250, 188), { size: 224, resize: 'crop', shorterSide: 256 })
  expect([cut.width, cut.height]).toEqual([224, 224])
  const [x, y] = first(cut) as [number, number]
  expect(Math.abs(x - (58.5 * 250) / 340)).toBeLessThanOrEqual(1)
  expect(Math.abs(y - (16 * 188) / 256)).toBeLessThanOrEqual(1)
})

test('pad keeps the whole image between black borders', () => {
  const padded = fitImage(image(8, 2), { size: 4, resize: 'pad' })
  expect([padded.width, padded.height]).toEqual([4, 4])
  const blue = [...padded.data].filter((_, i) => i % 3 === 2)
  expect(blue).toEqual([0, 0, 0, 0, 9, 9, 9, 9, 0, 0, 0, 0, 0, 0, 0, 0])
})

test('a very long image keeps at least one line', () => {
  const thin = fitImage(image(500, 1), { size: 32, resize: 'pad' })
  expect(thin.data.filter((_, i) => i % 3 === 2 && thin.data[i] === 9)).toHaveLength(32)
})
