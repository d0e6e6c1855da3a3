import { expect, test } from 'vitest'
import { imageTensor } from './image-tensor.ts'

const image = { width: 2, height: 1, data: Uint8Array.of(255, 51, 0, 0, 102, 204) }
const plain = { mean: [0], std: [1], layout: 'nchw', channels: 'rgb' } as const
const rounded = (tensor: Float32Array) => [...tensor].map((value) => Math.round(value * 1e4) / 1e4)

test('imageTensor() puts channels first or last', () => {
  expect(rounded(imageTensor(image, plain))).toEqual([1, 0, 0.2, 0.4, 0, 0.8])
  expect(rounded(imageTensor(image, { ...plain, layout: 'nhwc' }))).toEqual([
    1, 0.2, 0, 0, 0.4, 0.8,
  ])
})

test('imageTensor() swaps channels for bgr, with mean and deviation in the order of the output', () => {
  const settings = { ...plain, channels: 'bgr', mean: [0, 0, 1], std: [2, 1, 1] } as const
  expect(rounded(imageTensor(image, settings))).toEqual([0, 0.4, 0.2, 0.4, 0, -1])
})

test('imageTensor() takes the luma for gray', () => {
  const gray = imageTensor(image, { ...plain, mean: [0.5], std: [0.5], channels: 'gray' })
  const luma = [0.299 + 0.587 * 0.2, 0.587 * 0.4 + 0.114 * 0.8]
  expect(rounded(gray)).toEqual(luma.map((value) => Math.round((value - 0.5) * 2e4) / 1e4))
})

test('imageTensor() refuses a mean of another length', () => {
  expect(() => imageTensor(image, { ...plain, mean: [0, 0] })).toThrow(RangeError)
})
