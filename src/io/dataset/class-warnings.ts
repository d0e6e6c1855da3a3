import { groupBy } from '../../core/vectors/group-by.ts'
import type { Warn } from '../../run/effects.ts'
import { firstFew } from '../files/first-few.ts'
import { foldName } from './fold-name.ts'

/** What some programs write for an unknown value, and others for a class of that name. */
const LIKE_UNKNOWN = /^(?:none|null|na|n\/a|unknown|-|\?)$/i

/** Whether a name is what some programs write for an unknown value. */
export const isLikeUnknown = (name: string): boolean => LIKE_UNKNOWN.test(name)

/** Values that were taken for a class of another spelling. */
export function warnRespelled(
  { name, path, values }: { name: string; path: string; values: readonly (string | undefined)[] },
  respelled: ReadonlyMap<string, number>,
  classes: readonly string[],
  warn: Warn,
): void {
  if (respelled.size === 0) return
  const rows = values.filter((value) => value !== undefined && respelled.has(value)).length
  const pairs = [...respelled].map(([value, index]) => `"${value}" as "${classes[index]}"`)
  warn({
    code: 'class-spelling',
    message: `Column "${name}" spells classes otherwise in ${rows} rows: took ${pairs.slice(0, 5).join(', ')}${pairs.length > 5 ? `, and ${pairs.length - 5} more` : ''}; give both columns one spelling`,
    where: path,
  })
}

/** A class called "None" or "NA" may be one, but it is never predicted where it only means "unknown". */
export function warnLikeUnknown(
  classes: readonly string[],
  labels: Int32Array,
  predictions: Int32Array,
  warn: Warn,
): void {
  classes.forEach((name, index) => {
    if (!isLikeUnknown(name)) return
    const rows = labels.filter((label) => label === index).length
    const isPredicted = predictions.includes(index)
    if (rows === 0 || isPredicted) return
    warn({
      code: 'class-like-unknown',
      message: `${rows} rows have the label "${name}", which is taken as a class although nothing is predicted to be it; where the label is unknown, leave the cell empty`,
    })
  })
}

/** Two classes that differ in spelling alone are more often one class than two. */
export function warnSimilar(classes: readonly string[], warn: Warn): void {
  const similar = [...groupBy(classes, foldName).values()].filter(({ length }) => length > 1)
  const [first] = similar
  if (first === undefined) return
  warn({
    code: 'similar-classes',
    message: `${similar.length === 1 ? 'Two classes differ' : `${similar.length} times classes differ`} only in spelling and are kept apart: ${firstFew(first)}; give them one spelling if they are one class`,
  })
}
