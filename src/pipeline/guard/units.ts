import { findCopies } from '../../core/ridge/find-copies.ts'
import type { Matrix } from '../../core/vectors/matrix.ts'
import { unitRowSource } from '../../core/vectors/row-source.ts'
import type { Standardizer } from '../../core/vectors/standardize.ts'
import type { Run } from '../run-folder/open-run.ts'

/**
 * Unit of each example: examples of one declared group are one, and so are near-copies among the flagged examples of a
 * mode. What happens to one of a unit happens to all, so a unit counts once.
 */
export function unitsOf(
  run: Run,
  rows: Int32Array,
  x: Matrix,
  standardizer: Standardizer,
  flaggedOfModes: readonly Uint32Array[],
): Uint32Array {
  const parent = Uint32Array.from(rows.keys())
  const rootOf = (place: number): number => {
    let root = place
    while (parent[root] !== root) root = parent[root] ?? root
    return root
  }
  const join = (a: number, b: number) => {
    const [low, high] = [rootOf(a), rootOf(b)].sort((p, q) => p - q) as [number, number]
    parent[high] = low
  }
  const joinEqual = (places: ArrayLike<number>, keys: ArrayLike<unknown>) => {
    const first = new Map<unknown, number>()
    for (let i = 0; i < places.length; i++) {
      const place = places[i] ?? 0
      const known = first.get(keys[i])
      if (known === undefined) first.set(keys[i], place)
      else join(place, known)
    }
  }
  const column = run.manifest.config.method.groups
  const values = column === undefined ? undefined : run.examples.metadata[column]?.values
  if (values) {
    const places = [...rows.keys()]
    const keys = places.map((place) => values[rows[place] ?? 0] ?? `none ${place}`)
    joinEqual(places, keys)
  }
  const units = unitRowSource(x, standardizer)
  for (const flagged of flaggedOfModes) {
    if (flagged.length < 2) continue
    const write = (k: number, out: Float64Array) => units.write(flagged[k] ?? 0, out)
    joinEqual(flagged, findCopies({ rows: flagged.length, cols: x.cols, write }))
  }
  return parent.map((_, place) => rootOf(place))
}
