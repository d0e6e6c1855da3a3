import type { InterventionCount } from '../../run/interventions-file.ts'
import type { Run } from '../run-folder/open-run.ts'
import type { KnownGroup } from './known-group.ts'

/**
 * How many examples were available and chosen, by class and by known group within the class.
 *
 * @param classOf - Class of each example. @default its label
 */
export function groupCounts(
  run: Run,
  available: ArrayLike<number>,
  chosen: ArrayLike<number>,
  group: KnownGroup | undefined,
  { weights, classOf = run.examples.labels }: { weights?: Float64Array; classOf?: Int32Array } = {},
): InterventionCount[] {
  return run.examples.classes.flatMap((name, label) => {
    const rowsOf = (rows: ArrayLike<number>) =>
      Array.from(rows).filter((row) => classOf[row] === label)
    const [all, taken] = [rowsOf(available), rowsOf(chosen)]
    const count = (column: string | null, value: string | null, keep: (row: number) => boolean) => {
      const kept = taken.filter(keep)
      const sum = kept.reduce((total, row) => total + (weights?.[row] ?? 0), 0)
      return {
        class: name,
        column,
        value,
        available: all.filter(keep).length,
        chosen: kept.length,
        meanWeight: weights && kept.length > 0 ? sum / kept.length : null,
      }
    }
    if (all.length === 0) return []
    const byGroup = (group?.values ?? []).map((value, code) =>
      count(group?.column ?? null, value, (row) => group?.codes[row] === code),
    )
    return [count(null, null, () => true), ...byGroup.filter((entry) => entry.available > 0)]
  })
}

/** How many were available and chosen of each class, where there are no groups to tell apart. */
export const classCounts = (
  classes: readonly string[],
  available: readonly string[],
  chosen: readonly string[],
): InterventionCount[] =>
  [...new Set(classes)].map((name) => ({
    class: name,
    column: null,
    value: null,
    available: available.filter((other) => other === name).length,
    chosen: chosen.filter((other) => other === name).length,
    meanWeight: null,
  }))
