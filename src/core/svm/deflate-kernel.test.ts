import { expect, test } from 'vitest'
import { normalDraw, randomSource } from '../vectors/random.ts'
import { deflateKernel } from './deflate-kernel.ts'
import { gramMatrix } from './gram.ts'

test('deflateKernel() is the Gram matrix of the rows projected off the direction, twice over too', () => {
  const random = randomSource(0)
  const draw = (length: number) => Float64Array.from({ length }, () => normalDraw(random))
  let z = { data: draw(8 * 5), rows: 8, cols: 5 }
  let kernel = gramMatrix(z)
  for (let time = 0; time < 2; time++) {
    const direction = draw(5)
    const norm = Math.hypot(...direction)
    const unit = direction.map((v) => v / norm)
    const projections = Float64Array.from({ length: 8 }, (_, i) =>
      unit.reduce((sum, v, j) => sum + v * z.data[i * 5 + j], 0),
    )
    kernel = deflateKernel(kernel, projections)
    z = { ...z, data: z.data.map((v, k) => v - projections[Math.floor(k / 5)] * unit[k % 5]) }
    const expected = gramMatrix(z)
    for (let i = 0; i < 8; i++) {
      expect(kernel.diagonal[i]).toBeCloseTo(expected.diagonal[i], 10)
      Array.from(kernel.row(i)).forEach((value, j) => {
        expect(value).toBeCloseTo(expected.row(i)[j], 5)
      })
    }
  }
})
