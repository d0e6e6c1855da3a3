import type { KernelRows } from './gram.ts'

/** Cosine of standardized embeddings from which two images count as copies of one. */
const COPY = 0.99

/**
 * Groups of rows that must not be told apart by chance: near-identical rows (a photo and its copy share their fate
 * under any model) and rows that the user's groups hold together. A copy is a copy of the first such row and not of a
 * chain of neighbours: in a space of few dimensions a chain would run through everything. O(n²).
 *
 * @param kernel - Gram matrix of the rows.
 * @param groups - The user's groups, int[n], if any.
 * @returns Group of each row, numbered by first row, int32[n].
 * @example
 * const gram = gramMatrix({ data: Float64Array.of(1, 0, 0, 1, 1, 0), rows: 3, cols: 2 })
 * dependentGroups(gram) // => Int32Array [0, 1, 0]
 */
export function dependentGroups(kernel: KernelRows, groups?: ArrayLike<number>): Int32Array {
  const n = kernel.size
  const parent = Int32Array.from({ length: n }, (_, row) => row)
  const rootOf = (row: number): number => {
    let root = row
    while (parent[root] !== root) root = parent[root]
    return root
  }
  // The smaller row becomes the root, so that a root is the first row of its group.
  const join = (a: number, b: number): void => {
    const [low, high] = [rootOf(a), rootOf(b)].sort((x, y) => x - y)
    parent[high] = low
    parent[a] = low
    parent[b] = low
  }
  const firstOf = new Map<number, number>()
  for (let row = 0; groups && row < n; row++) {
    const first = firstOf.get(groups[row])
    if (first === undefined) firstOf.set(groups[row], row)
    else join(first, row)
  }
  const originals: number[] = []
  for (let i = 0; i < n; i++) {
    const products = kernel.row(i)
    const original = originals.find((j) => {
      const norms = Math.sqrt(kernel.diagonal[i] * kernel.diagonal[j])
      return norms === 0 ? kernel.diagonal[i] === kernel.diagonal[j] : products[j] >= COPY * norms
    })
    if (original === undefined) originals.push(i)
    else join(i, original)
  }
  const numbers = new Map<number, number>()
  return parent.map((_, row) => {
    const root = rootOf(row)
    const number = numbers.get(root) ?? numbers.size
    numbers.set(root, number)
    return number
  })
}
