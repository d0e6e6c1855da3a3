import { groupBy } from '../vectors/group-by.ts'
import type { RowSource } from '../vectors/row-source.ts'
import { norm } from '../vectors/vector.ts'
import { findCopies } from './find-copies.ts'

/**
 * Groups of rows that must not count as independent: near-identical rows (a photo and its copy share their fate under any
 * model) and rows that the user's groups hold together.
 *
 * @param source - Unit rows, float64[n, d].
 * @param declared - The user's groups, int[n], if any.
 * @returns Rows of each group, the groups in the order of their first rows.
 * @example
 * const rows = [[1, 0], [0, 1], [1, 0]]
 * dependentGroups({ rows: 3, cols: 2, write: (row, out) => out.set(rows[row]) }) // => [[0, 2], [1]]
 */
export function dependentGroups(source: RowSource, declared?: ArrayLike<number>): number[][] {
  const parent = findCopies(source)
  const rootOf = (row: number): number => {
    let root = row
    while (parent[root] !== root) root = parent[root]
    parent[row] = root
    return root
  }
  const firstOf = new Map<number, number>()
  for (let row = 0; declared && row < source.rows; row++) {
    const first = firstOf.get(declared[row])
    if (first === undefined) firstOf.set(declared[row], row)
    else {
      // The smaller row becomes the root, so that a root is the first row of its group.
      const [a, b] = [rootOf(first), rootOf(row)]
      parent[Math.max(a, b)] = Math.min(a, b)
    }
  }
  return [...groupBy(parent.keys(), rootOf).values()]
}

/**
 * One unit row for each group: the mean of its rows, scaled to length 1.
 *
 * @example
 * const rows = [[1, 0], [0, 1]]
 * const source = { rows: 2, cols: 2, write: (row, out) => out.set(rows[row]) }
 * const out = new Float64Array(2)
 * collapsedRows(source, [[1]]).write(0, out)
 * out // => Float64Array [0, 1]
 */
export function collapsedRows(
  source: RowSource,
  groups: readonly (readonly number[])[],
): RowSource {
  const { cols, write } = source
  const member = new Float64Array(cols)
  return {
    rows: groups.length,
    cols,
    write(group, out) {
      const rows = groups[group]
      write(rows[0], out)
      if (rows.length === 1) return
      for (const row of rows.slice(1)) {
        write(row, member)
        for (let col = 0; col < cols; col++) out[col] += member[col]
      }
      const length = norm(out)
      if (length === 0) return
      for (let col = 0; col < cols; col++) out[col] /= length
    },
  }
}
