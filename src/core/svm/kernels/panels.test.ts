import { describe, expect, test } from 'vitest'
import { randomSource } from '../../vectors/random.ts'
import { factorUpper, invertUpper } from './factor-panel.ts'
import type { Panel, PanelKernels } from './panels.ts'
import { plainPanels } from './plain-panels.ts'
import { createWasmPanels } from './wasm-panels.ts'

const twins: PanelKernels[] = [plainPanels, createWasmPanels()]

describe.each([
  [3, 2, 5],
  [64, 8, 12],
  [130, 65, 33],
])('with %i terms, %i rows and %i columns', (terms, rows, cols) => {
  test.each([false, true])('both twins multiply alike, transposed: %s', (isTransposed) => {
    const [plain, wasm] = twins.map((kernels) => {
      const shape = isTransposed ? ([terms, rows] as const) : ([rows, terms] as const)
      const [a, b, out] = kernels.panels([shape, [terms, cols], [rows, cols]])
      fill(a, 'a')
      fill(b, 'b')
      kernels.multiplyAdd(out, a, b, { isTransposed, factor: -0.5 })
      return [...out.data]
    })
    expect(wasm).toEqual(plain)
    expect(plain.some((value) => value !== 0)).toBe(true)
  })

  test('the product is the sum of products', () => {
    for (const kernels of twins) {
      const [a, b, out] = kernels.panels([
        [terms, rows],
        [terms, cols],
        [rows, cols],
      ])
      fill(a, 'a')
      fill(b, 'b')
      kernels.multiplyAdd(out, a, b, { isTransposed: true })
      const [i, j] = [rows - 1, cols - 1]
      let sum = 0
      for (let k = 0; k < a.rows; k++) sum += at(a, k, i) * at(b, k, j)
      expect(at(out, i, j)).toBeCloseTo(sum, 10)
    }
  })
})

test.each([4, 36, 100, 132])('a factor and its inverse give the matrix back, n = %i', (n) => {
  const [plain, wasm] = twins.map((kernels) => {
    const [x, a, w, product] = kernels.panels([
      [n + 8, n],
      [n, n],
      [n, n],
      [n, n],
    ])
    fill(x, 'x')
    kernels.multiplyAdd(a, x, x, { isTransposed: true, isUpper: true })
    for (let i = 0; i < n; i++) a.data[i * a.stride + i] += 1
    const matrix = (i: number, j: number) => at(original, Math.min(i, j), Math.max(i, j))
    const original: Panel = { ...a, data: a.data.slice() }
    factorUpper(kernels, a)
    invertUpper(kernels, a, w)
    // A W Wᵀ = 1
    for (const [i, j] of [
      [0, 0],
      [n - 1, n - 1],
      [0, n - 1],
      [n - 2, 1],
    ] as const) {
      let sum = 0
      for (let k = 0; k < n; k++) {
        let inverse = 0
        for (let m = Math.max(k, j); m < n; m++) inverse += at(w, k, m) * at(w, j, m)
        sum += matrix(i, k) * inverse
      }
      expect(sum).toBeCloseTo(i === j ? 1 : 0, 8)
    }
    kernels.multiplyAdd(product, w, w)
    return [...product.data]
  })
  expect(wasm).toEqual(plain)
})

function at({ data, stride }: Panel, row: number, col: number): number {
  return data[row * stride + col]
}

function fill({ data, rows, cols, stride }: Panel, name: string): void {
  const random = randomSource('panel', name)
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) data[row * stride + col] = random() - 0.5
  }
}
