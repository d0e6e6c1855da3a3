import fc from 'fast-check'
import { expect, test } from 'vitest'
import reference from '../../../test/reference/pillow-resize.json' with { type: 'json' }
import { type Kernel, resampleWeights, WEIGHT_BITS } from './resample-weights.ts'
import { resizeImage } from './resize-image.ts'

const image = {
  width: reference.width,
  height: reference.height,
  data: Uint8Array.from(reference.data),
}

test.each(reference.copies)(
  'resizeImage() gives what Pillow gives: $kernel, $width x $height',
  ({ kernel, width, height, data }) => {
    expect([...resizeImage(image, width, height, kernel as Kernel).data]).toEqual(data)
  },
)

test('resizeImage() gives the image itself if it has the size', () => {
  expect(resizeImage(image, image.width, image.height, 'cubic')).toBe(image)
})

test('the weights of every pixel sum up to 1, within the rounding of each', () => {
  const kernel = fc.constantFrom<Kernel>('nearest', 'linear', 'cubic', 'lanczos3')
  const size = fc.integer({ min: 1, max: 300 })
  fc.assert(
    fc.property(size, size, kernel, (from, to, name) => {
      const { starts, counts, width, weights } = resampleWeights(from, to, name)
      for (let i = 0; i < to; i++) {
        const start = starts[i] as number
        const count = counts[i] as number
        const own = weights.subarray(i * width, i * width + count)
        const sum = own.reduce((total, weight) => total + weight, 0)
        expect(Math.abs(sum - 2 ** WEIGHT_BITS)).toBeLessThanOrEqual(count)
        expect(start >= 0 && count > 0 && start + count <= from).toBe(true)
      }
    }),
    { numRuns: 50 },
  )
})

test('an even image stays even', () => {
  const even = { width: 7, height: 5, data: new Uint8Array(105).fill(201) }
  for (const kernel of ['linear', 'cubic', 'lanczos3'] as const) {
    expect(new Set(resizeImage(even, 12, 3, kernel).data)).toEqual(new Set([201]))
  }
})
