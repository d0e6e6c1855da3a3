import { norm } from './vector.ts'

/** Eigenvalues in descending order, and their unit vectors as rows, float64[n, n]. */
export interface Eigen {
  values: Float64Array
  vectors: Float64Array
}

/**
 * Eigenvalues and eigenvectors of a symmetric matrix, by cyclic Jacobi rotations.
 *
 *     A v_i = values_i v_i
 *
 * Accurate to rounding; O(n³) a sweep and some eight sweeps, so for n up to a few hundred.
 *
 * @param matrix - Symmetric, float64[n, n]; not changed.
 * @see Golub & Van Loan 2013, "Matrix Computations", section 8.5.
 */
export function symmetricEigen(matrix: Float64Array, n: number): Eigen {
  const a = matrix.slice()
  const v = new Float64Array(n * n)
  for (let i = 0; i < n; i++) v[i * n + i] = 1
  const size = norm(a)
  for (let sweep = 0; sweep < 60 && offDiagonal(a, n) > 1e-15 * size; sweep++) {
    for (let p = 0; p < n - 1; p++) for (let q = p + 1; q < n; q++) rotate(a, v, n, p, q)
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => a[j * n + j] - a[i * n + i])
  const vectors = new Float64Array(n * n)
  for (const [row, i] of order.entries()) vectors.set(v.subarray(i * n, (i + 1) * n), row * n)
  return { values: Float64Array.from(order, (i) => a[i * n + i]), vectors }
}

/** Turns the plane of p and q so that their common entry vanishes; rows of v are the vectors. */
function rotate(a: Float64Array, v: Float64Array, n: number, p: number, q: number): void {
  const common = a[p * n + q]
  if (common === 0) return
  const theta = (a[q * n + q] - a[p * n + p]) / (2 * common)
  const tan = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
  const cos = 1 / Math.sqrt(tan * tan + 1)
  const sin = tan * cos
  for (let k = 0; k < n; k++) mix(a, k * n + p, k * n + q, cos, sin)
  for (let k = 0; k < n; k++) mix(a, p * n + k, q * n + k, cos, sin)
  for (let k = 0; k < n; k++) mix(v, p * n + k, q * n + k, cos, sin)
}

function mix(data: Float64Array, i: number, j: number, cos: number, sin: number): void {
  const x = data[i]
  const y = data[j]
  data[i] = cos * x - sin * y
  data[j] = sin * x + cos * y
}

function offDiagonal(a: Float64Array, n: number): number {
  let sum = 0
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) if (i !== j) sum += a[i * n + j] * a[i * n + j]
  }
  return Math.sqrt(sum)
}
