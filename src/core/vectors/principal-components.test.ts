import { expect, test } from 'vitest'
import { principalComponents, projectRows } from './principal-components.ts'
import { normalDraw, randomSource } from './random.ts'
import { symmetricEigen } from './symmetric-eigen.ts'

const random = randomSource('principal components test')

test('symmetricEigen() gives A v = value v with orthonormal vectors, the largest value first', () => {
  const n = 9
  const half = Float64Array.from({ length: n * n }, () => normalDraw(random))
  const a = half.map((value, i) => value + half[(i % n) * n + Math.floor(i / n)])
  const { values, vectors } = symmetricEigen(a, n)
  expect([...values]).toEqual([...values].sort((x, y) => y - x))
  const row = (i: number) => vectors.subarray(i * n, (i + 1) * n)
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const product = row(i).reduce((sum, value, j) => sum + value * a[j * n + k], 0)
      expect(product).toBeCloseTo(values[i] * row(i)[k], 10)
      const dot = row(i).reduce((sum, value, j) => sum + value * row(k)[j], 0)
      expect(dot).toBeCloseTo(i === k ? 1 : 0, 12)
    }
  }
})

test('symmetricEigen() leaves a diagonal matrix alone but for the order', () => {
  expect([...symmetricEigen(Float64Array.of(1, 0, 0, 5), 2).values]).toEqual([5, 1])
})

test('principalComponents() finds the axes that the whole spectrum of the covariance gives', () => {
  const [n, d, c] = [80, 30, 5]
  const scale = Array.from({ length: d }, (_, j) => 0.8 ** j)
  const x = {
    data: Float32Array.from({ length: n * d }, (_, i) => 3 + scale[i % d] * normalDraw(random)),
    rows: n,
    cols: d,
  }
  const mean = Float64Array.from({ length: d }, (_, j) => {
    let sum = 0
    for (let i = 0; i < n; i++) sum += x.data[i * d + j] / n
    return sum
  })
  const covariance = new Float64Array(d * d)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < d * d; j++) {
      const [a, b] = [Math.floor(j / d), j % d]
      covariance[j] += ((x.data[i * d + a] - mean[a]) * (x.data[i * d + b] - mean[b])) / (n - 1)
    }
  }
  const whole = symmetricEigen(covariance, d)
  const found = principalComponents(x, c)
  for (let i = 0; i < c; i++) {
    expect(found.variances[i]).toBeCloseTo(whole.values[i], 6)
    const axis = found.axes.data.subarray(i * d, (i + 1) * d)
    const dot = axis.reduce((sum, value, j) => sum + value * whole.vectors[i * d + j], 0)
    expect(Math.abs(dot)).toBeCloseTo(1, 4)
  }
  const all = Int32Array.from({ length: n }, (_, i) => i)
  const { data } = projectRows(found, x, all)
  const first = all.reduce((sum, i) => sum + data[i * c] ** 2, 0) / (n - 1)
  expect(first).toBeCloseTo(whole.values[0], 6)
})

test('principalComponents() gives no more axes than there are features, or rows less one', () => {
  const x = { data: Float32Array.of(0, 0, 1, 1, 5, 2), rows: 3, cols: 2 }
  expect(principalComponents(x, 10).axes.rows).toBe(2)
  expect(principalComponents({ ...x, rows: 2 }, 10).axes.rows).toBe(1)
})
