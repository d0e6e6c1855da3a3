import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Matrix64 } from '../../vectors/matrix.ts'
import { randomSource } from '../../vectors/random.ts'
import type { SvcWorkspace } from './kernels.ts'
import { plainKernels } from './plain-kernels.ts'
import { wasmSource } from './wasm-bytes.generated.ts'
import { createWasmKernels } from './wasm-kernels.ts'

const wasmKernels = createWasmKernels()

test('wasm-bytes.generated.ts was made from its source as it is', () => {
  const folder = new URL('./assembly/', import.meta.url)
  const hash = createHash('sha256')
  for (const name of readdirSync(folder).sort()) hash.update(readFileSync(new URL(name, folder)))
  expect(wasmSource).toBe(hash.digest('hex'))
})

describe.each([
  [1, 1],
  [2, 3],
  [63, 5],
  [64, 8],
  [65, 7],
  [131, 12],
])('with %i rows of %i columns', (rows, cols) => {
  const z = randomRows(rows, cols)

  test('gram() of WASM and of plain code agree to the last bit', () => {
    const [plain, wasm] = [plainKernels, wasmKernels].map(({ gram }) => {
      const out = new Float32Array(rows * rows)
      const diagonal = new Float64Array(rows)
      gram(z, out, diagonal)
      return { out, diagonal }
    })
    expect(wasm).toEqual(plain)
  })

  test('products() gives the rows of gram()', () => {
    const gram = new Float32Array(rows * rows)
    plainKernels.gram(z, gram, new Float64Array(rows))
    for (const { products } of [plainKernels, wasmKernels]) {
      const out = new Float32Array(rows)
      const writeRow = products(z)
      for (let row = 0; row < rows; row++) {
        writeRow(row, out)
        expect(out).toEqual(gram.subarray(row * rows, (row + 1) * rows))
      }
    }
  })

  test('the passes of a solve agree to the last bit, ties and closed rows included', () => {
    const plain = plainKernels.workspace(rows)
    const wasm = wasmKernels.workspace(rows)
    for (let round = 0; round < 20; round++) {
      for (const workspace of [plain, wasm]) fillWorkspace(workspace, round)
      for (const workspace of [plain, wasm]) workspace.step(0.25, -0.125)
      expect(wasm.scores).toEqual(plain.scores)
      expect(wasm.extremes).toEqual(plain.extremes)
      expect(wasm.lastUp(wasm.extremes[0])).toBe(plain.lastUp(plain.extremes[0]))
      expect(wasm.partner(0)).toBe(plain.partner(0))
      for (const { subtractRow, settled } of [plain, wasm]) subtractRow(settled, 0.3)
      expect(wasm.settled).toEqual(plain.settled)
    }
  })
})

test('lastUp() and partner() break ties by place in the order, not by row', () => {
  for (const { workspace } of [plainKernels, wasmKernels]) {
    const { scores, up, low, diagonal, position, lastUp, partner, step } = workspace(5)
    scores.set([1, 1, 1, -1, -1])
    up.set([0, 0, Number.NEGATIVE_INFINITY, 0, 0])
    low.set([0, 0, 0, 0, 0])
    diagonal.fill(1)
    position.set([4, 0, 3, 2, 1])
    step(0, 0)
    expect(lastUp(1)).toBe(0)
    expect(lastUp(7)).toBe(-1)
    expect(partner(0)).toBe(3)
  }
})

function randomRows(rows: number, cols: number): Matrix64 {
  const random = randomSource('rows', rows, cols)
  return { data: Float64Array.from({ length: rows * cols }, () => random() - 0.5), rows, cols }
}

/** Few distinct values, so that ties are common. */
function fillWorkspace(workspace: SvcWorkspace, round: number): void {
  const random = randomSource('workspace', workspace.scores.length, round)
  const draw = (levels: number): number => Math.floor(random() * levels) / levels
  for (let row = 0; row < workspace.scores.length; row++) {
    workspace.scores[row] = draw(5) - 0.5
    workspace.up[row] = random() < 0.7 ? 0 : Number.NEGATIVE_INFINITY
    workspace.low[row] = random() < 0.7 ? 0 : Number.POSITIVE_INFINITY
    workspace.diagonal[row] = draw(3)
    workspace.position[row] = workspace.scores.length - 1 - row
    workspace.rowI[row] = draw(4)
    workspace.rowJ[row] = draw(2)
    workspace.settled[row] = random()
  }
}
