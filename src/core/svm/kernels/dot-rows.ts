import type { Matrix64 } from '../../vectors/matrix.ts'

/** z_i · z_j in float64: the sum over even columns plus the sum over odd columns, as the SIMD kernels add. */
export function dotRows({ data, cols }: Matrix64, i: number, j: number): number {
  const a = i * cols
  const b = j * cols
  let even = 0
  let odd = 0
  for (let k = 0; k + 1 < cols; k += 2) {
    even += data[a + k] * data[b + k]
    odd += data[a + k + 1] * data[b + k + 1]
  }
  if (cols % 2 === 1) even += data[a + cols - 1] * data[b + cols - 1]
  return even + odd
}
