import { createHash } from 'node:crypto'
import { groupBy } from '../../core/vectors/group-by.ts'
import type { Warn } from '../../run/effects.ts'
import { splitName } from '../tables/splits.ts'

/** What decides the split of an example. */
export interface SplitFacts {
  ids: readonly string[]
  /** int32[n], -1 = unknown. */
  labels: Int32Array
  /** Split that the data name. */
  named: readonly (string | undefined)[]
}

/**
 * Split of each example. One without a split goes to the pool if it has no label; the others are divided into
 * halves `val` and `test` within each class: by a digest of seed and id, so the order of the rows does not matter.
 */
export function divideSplits(
  { ids, labels, named }: SplitFacts,
  seed: number,
  onWarning: Warn,
): string[] {
  const splits = named.map((name) => (name === undefined ? undefined : splitName(name)))
  const open = [...splits.keys()].filter((row) => splits[row] === undefined)
  const drawn = open.map((row) => ({
    row,
    digest: createHash('sha256').update(`${seed}:${ids[row]}`).digest('hex'),
  }))
  const byClass = groupBy(drawn, ({ row }) => labels[row] as number)
  for (const [label, members] of byClass) {
    members.sort((a, b) => (a.digest < b.digest ? -1 : 1))
    members.forEach(({ row }, i) => {
      if (label < 0) splits[row] = 'pool'
      else splits[row] = i < members.length / 2 ? 'val' : 'test'
    })
  }
  const divided = open.filter((row) => (labels[row] as number) >= 0).length
  if (divided > 0) {
    onWarning({
      code: 'divided-splits',
      message: `${divided} of ${ids.length} examples name no split: divided at random into halves val and test within each class (seed ${seed})`,
    })
  }
  return splits as string[]
}
