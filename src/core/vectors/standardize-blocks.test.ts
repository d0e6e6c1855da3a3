import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Matrix } from './matrix.ts'
import { fitStandardizer, fitStandardizerOfBlocks } from './standardize.ts'

test('fitStandardizerOfBlocks() gives the same bits as fitStandardizer(), however the rows are divided', async () => {
  const matrix = fc
    .tuple(fc.integer({ min: 2, max: 20 }), fc.integer({ min: 1, max: 4 }))
    .chain(([rows, cols]) =>
      fc
        .array(fc.float({ min: -100, max: 100, noNaN: true }), {
          minLength: rows * cols,
          maxLength: rows * cols,
        })
        .map((values): Matrix => ({ data: Float32Array.from(values), rows, cols })),
    )
  await fc.assert(
    fc.asyncProperty(matrix, fc.integer({ min: 1, max: 7 }), async (x, step) => {
      async function* blocks() {
        for (let start = 0; start < x.rows; start += step) {
          const data = x.data.subarray(start * x.cols, (start + step) * x.cols)
          yield { data, rows: data.length / x.cols, cols: x.cols }
        }
      }
      expect(await fitStandardizerOfBlocks(blocks, x.cols)).toEqual(fitStandardizer(x))
    }),
  )
})

test('fitStandardizerOfBlocks() refuses fewer than two rows', async () => {
  async function* none() {}
  await expect(fitStandardizerOfBlocks(none, 2)).rejects.toThrow('0 rows, expected at least 2')
})
