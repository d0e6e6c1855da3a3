import { expect, test } from 'vitest'
import { minimize } from './minimize.ts'

test('minimize() solves a badly scaled quadratic', () => {
  const scales = [1, 10, 100, 1000]
  const { x, converged } = minimize(
    (at, gradient) => {
      let value = 0
      scales.forEach((scale, j) => {
        const gap = (at[j] ?? 0) - j
        value += (scale / 2) * gap * gap
        gradient[j] = scale * gap
      })
      return value
    },
    new Float64Array(4),
    { tolerance: 1e-9 },
  )
  expect(converged).toBe(true)
  x.forEach((value, j) => {
    expect(value).toBeCloseTo(j, 8)
  })
})

test('minimize() leaves the start unchanged and stays there if it is the minimum', () => {
  const start = Float64Array.of(0, 0)
  const { x, iterations } = minimize((at, gradient) => {
    gradient.set(at)
    return ((at[0] ?? 0) ** 2 + (at[1] ?? 0) ** 2) / 2
  }, start)
  expect(iterations).toBe(0)
  expect(x).not.toBe(start)
})

test('minimize() says when it ran out of iterations', () => {
  const { converged } = minimize(
    (at, gradient) => {
      gradient[0] = 4 * (at[0] ?? 0) ** 3
      return (at[0] ?? 0) ** 4
    },
    Float64Array.of(5),
    { maxIterations: 2 },
  )
  expect(converged).toBe(false)
})
