import type { Matrix } from './matrix.ts'
import { matrixRow } from './matrix.ts'
import { nearestRows } from './nearest-rows.ts'
import { unitRows } from './unit-rows.ts'

/** Two rows that are almost the same. */
export interface DuplicatePair {
  /** Row numbers of `x`, the first that was asked about, the second its nearest. */
  rows: [number, number]
  /** Their cosine. */
  similarity: number
}

/**
 * Near-duplicates of some rows among all rows of a matrix: the nearest other row, where it is nearer than a
 * threshold. Costs O(asked · n · d): ask about the rows that are shown, not about all.
 *
 * @param x - Embeddings of one class, float32[n, d].
 * @param asked - Rows to look at.
 * @param threshold - Least cosine. Default .98.
 * @returns Each pair once, most similar first.
 * @example
 * const x = { data: Float32Array.of(1, 0, 0, 1, 1, 0.01), rows: 3, cols: 2 }
 * nearDuplicates(x, [0, 1, 2]).map(({ rows }) => rows) // => [[0, 2]]
 */
export function nearDuplicates(
  x: Matrix,
  asked: readonly number[],
  threshold = 0.98,
): DuplicatePair[] {
  const unit = unitRows(x)
  const pairs = new Map<string, DuplicatePair>()
  for (const row of asked) {
    const { rows, products } = nearestRows(unit, matrixRow(unit, row), 2)
    const at = rows[0] === row ? 1 : 0
    if (at >= rows.length || products[at] < threshold) continue
    const key = [row, rows[at]].toSorted((a, b) => a - b).join()
    if (!pairs.has(key)) pairs.set(key, { rows: [row, rows[at]], similarity: products[at] })
  }
  return [...pairs.values()].toSorted((a, b) => b.similarity - a.similarity)
}
