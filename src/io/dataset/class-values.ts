import { DataError } from '../../run/errors.ts'
import { firstFew } from '../files/first-few.ts'
import { type Column, textAt } from '../tables/column.ts'

/** A column of class names or numbers, and what an error says of it. */
export interface ClassColumn {
  column: Column
  name: string
  /** File. */
  path: string
  /** Every value is a number into the class list, even where it could be a name. */
  isIndex: boolean
}

const INTEGER = /^(-?\d+)(?:\.0*)?$/

/** Class numbers beyond this are names: a list up to them would be absurd. */
const MAX_INDEX = 100_000

/**
 * Class names from the values: those of all columns, sorted; if all are integers by size. Integers that
 * are indices, into a list of probabilities say, give all names from 0 to the largest index.
 *
 * @param size - Number of classes, where a list of probabilities tells it.
 */
export function classesOfValues(
  columns: readonly ClassColumn[],
  rows: number,
  size: number | undefined,
): string[] {
  const found = new Set<string>()
  for (const { column } of columns) {
    for (let row = 0; row < rows; row++) {
      const value = textAt(column, row)
      if (value !== undefined) found.add(INTEGER.exec(value)?.[1] ?? value)
    }
  }
  const names = [...found]
  if (!names.every((name) => INTEGER.test(name) && Number(name) <= MAX_INDEX)) return names.sort()
  const numbers = names.map(Number).sort((a, b) => a - b)
  if (size === undefined && !columns.some(({ isIndex }) => isIndex)) return numbers.map(String)
  const length = Math.max(size ?? 0, (numbers.at(-1) ?? -1) + 1)
  return Array.from({ length }, (_, index) => String(index))
}

/**
 * Class of each row: the index of the class that bears the name, else the integer as an index.
 *
 * @returns int32[rows], -1 where the value is unknown.
 * @throws DataError with the row of a value that is neither a name nor an index, and the classes there are.
 */
export function classIndices(
  { column, name, path, isIndex }: ClassColumn,
  classes: readonly string[],
  rows: number,
): Int32Array {
  const indexOf = new Map(classes.map((label, index) => [label, index]))
  const resolved = new Map<string, number>()
  return Int32Array.from({ length: rows }, (_, row) => {
    const value = textAt(column, row)
    if (value === undefined) return -1
    const known = resolved.get(value)
    if (known !== undefined) return known
    const integer = INTEGER.exec(value)?.[1]
    const index =
      (isIndex ? undefined : (indexOf.get(value) ?? indexOf.get(integer ?? ''))) ??
      (integer === undefined ? Number.NaN : Number(integer))
    // Hugging Face writes -1 for a row of a test set without labels.
    if (index === -1) return -1
    if (!(index >= 0 && index < classes.length)) {
      throw new DataError(
        `Cannot use ${name} "${value}" of row ${row + 1} of "${path}": expected ${expectation(classes)}`,
        {
          path,
          row: row + 1,
          column: name,
          hint: 'correct the value, or list it in dataset.classes',
        },
      )
    }
    resolved.set(value, index)
    return index
  })
}

function expectation(classes: readonly string[]): string {
  return `one of the ${classes.length} classes ${firstFew(classes, 10)} or an index 0 to ${classes.length - 1}`
}
