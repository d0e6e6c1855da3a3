import type { Warn } from '../../run/effects.ts'
import { DataError } from '../../run/errors.ts'
import { firstFew } from '../files/first-few.ts'
import { warnLikeUnknown, warnRespelled, warnSimilar } from './class-warnings.ts'
import { foldName } from './fold-name.ts'

/** Names or numbers of classes, one a row, and what a message says of them. */
export interface ClassValues {
  values: readonly (string | undefined)[]
  /** Column. */
  name: string
  /** File. */
  path: string
  /** Every value is a number into the class list, even where it could be a name. */
  isIndex: boolean
}

/** What is known of the classes besides the values. */
export interface ClassFacts {
  /** Class names, where the config or the data list them. */
  listed: readonly string[] | undefined
  /** Number of classes, where a list of probabilities tells it. */
  size: number | undefined
}

/** Labels and predictions as indices of one list of classes. */
export interface MatchedClasses {
  classes: readonly string[]
  /** int32[n], -1 = unknown. */
  labels: Int32Array
  /** int32[n], -1 = unknown. */
  predictions: Int32Array
}

/** A whole number, also as `3.0`; one with zeros in front, as `003`, is a name. */
const INTEGER = /^(-?(?:0|[1-9]\d*))(?:\.0*)?$/

/** Class numbers beyond this are names: a list up to them would be absurd. */
const MAX_INDEX = 100_000

/**
 * Matches labels and predictions with each other and with the class list. The one place that does.
 *
 * Without a list, classes are the sorted names of both columns; if all are integers they are sorted by size, and where
 * they index a list they run from 0. A prediction that no label equals letter by letter is the label that it equals but
 * for case, blanks, underscores and leading zeros, with a warning. Integers beside names are indices of the sorted names,
 * with a warning. -1 is unknown, unless the labels are -1 and 1.
 *
 * @throws DataError on a value that is no class, with its row and the classes there are.
 */
export function matchClasses(
  label: ClassValues | undefined,
  prediction: ClassValues | undefined,
  facts: ClassFacts,
  rows: number,
  warn: Warn,
): MatchedClasses {
  const columns = [label, prediction].filter((column) => column !== undefined)
  const isUnknown = unknownNumber(columns)
  const classes = facts.listed ?? classesOf(label, prediction, facts.size, isUnknown, warn)
  const indices = (column: ClassValues | undefined) =>
    column ? classIndices(column, classes, isUnknown, warn) : new Int32Array(rows).fill(-1)
  const [labels, predictions] = [indices(label), indices(prediction)]
  warnLikeUnknown(classes, labels, predictions, warn)
  warnSimilar(classes, warn)
  return { classes, labels, predictions }
}

/** Whether a value stands for "unknown": -1, as Hugging Face writes it, unless -1 and 1 are the two classes. */
function unknownNumber(columns: readonly ClassValues[]): (value: string) => boolean {
  const integers = new Set(columns.flatMap(distinct).map((value) => INTEGER.exec(value)?.[1]))
  const isSigned = integers.size === 2 && integers.has('-1') && integers.has('1')
  return (value) => !isSigned && INTEGER.exec(value)?.[1] === '-1'
}

function distinct({ values }: ClassValues): string[] {
  return [...new Set(values)].filter((value) => value !== undefined)
}

function classesOf(
  label: ClassValues | undefined,
  prediction: ClassValues | undefined,
  size: number | undefined,
  isUnknown: (value: string) => boolean,
  warn: Warn,
): string[] {
  const known = (column: ClassValues | undefined) =>
    column ? distinct(column).filter((value) => !isUnknown(value)) : []
  const [labels, predictions] = [known(label), known(prediction)]
  const isIndex = Boolean(label?.isIndex || prediction?.isIndex)
  if ([...labels, ...predictions].every(isClassNumber)) {
    return classNumbers([...labels, ...predictions], isIndex, size)
  }
  if (!label || !prediction || labels.length === 0 || predictions.length === 0) {
    return [...new Set([...labels, ...predictions])].sort()
  }
  if (labels.every(isClassNumber))
    return namesOfNumbers(label, labels, prediction, predictions, warn)
  const names = labels.toSorted(byCodeUnit)
  const inFolds = new Set(names.map(foldName))
  const isName = (value: string) => inFolds.has(foldName(value))
  if (predictions.every(isClassNumber) && !predictions.every(isName)) {
    warnIndices(prediction, predictions, names, warn)
    return names
  }
  const others = predictions.filter((value) => !isName(value))
  const numbers = others.filter(isClassNumber)
  if (numbers.length > 0 && others.length < predictions.length && !names.some(isClassNumber)) {
    throw new DataError(
      `Cannot match ${prediction.name} of "${prediction.path}": it has names, and the numbers ${firstFew(numbers, 3)}, expected one or the other`,
      {
        path: prediction.path,
        column: prediction.name,
        hint: 'write names, or indices, throughout',
      },
    )
  }
  return [...names, ...others].sort()
}

const byCodeUnit = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

const isClassNumber = (value: string) => INTEGER.test(value) && Math.abs(Number(value)) <= MAX_INDEX

function classNumbers(values: readonly string[], isIndex: boolean, size: number | undefined) {
  const numbers = [...new Set(values.map(Number))].sort((a, b) => a - b)
  if (size === undefined && !isIndex) return numbers.map(String)
  const length = Math.max(size ?? 0, (numbers.at(-1) ?? -1) + 1)
  return Array.from({ length }, (_, index) => String(index))
}

/** Labels are integers, predictions are not. Which number is which name only false and true tell. */
function namesOfNumbers(
  label: ClassValues,
  labels: readonly string[],
  prediction: ClassValues,
  predictions: readonly string[],
  warn: Warn,
): string[] {
  const names = predictions.toSorted(byCodeUnit)
  const isTruth = names.map(foldName).every((name) => name === 'false' || name === 'true')
  if (isTruth && labels.every((value) => Number(value) === 0 || Number(value) === 1)) {
    const both = names.length === 2 ? names : ['false', 'true']
    warnIndices(label, labels, both, warn)
    return both
  }
  throw new DataError(
    `Cannot match labels and predictions of "${label.path}": ${label.name} has the numbers ${firstFew(labels, 3)}, ${prediction.name} the names ${firstFew(names, 3)}`,
    {
      path: label.path,
      column: label.name,
      hint: 'list the class names in the order of the numbers, in dataset.classes (--classes A,B,...)',
    },
  )
}

function warnIndices(
  column: ClassValues,
  numbers: readonly string[],
  names: readonly string[],
  warn: Warn,
): void {
  const largest = numbers.map(Number).reduce((a, b) => Math.max(a, b), 0)
  const isFromOne = largest === names.length && !numbers.map(Number).includes(0)
  if (largest >= names.length || numbers.some((value) => Number(value) < 0)) {
    throw new DataError(
      `Cannot match ${column.name} of "${column.path}": numbers up to ${largest}, but the ${names.length} classes ${firstFew(names, 5)} have the numbers 0 to ${names.length - 1}`,
      {
        path: column.path,
        column: column.name,
        hint: isFromOne
          ? 'these numbers seem to count from 1: subtract 1, as indices count from 0'
          : 'list all class names in the order of the numbers, in dataset.classes (--classes)',
      },
    )
  }
  const shown = names.slice(0, 3).map((name, index) => `${index} is "${name}"`)
  warn({
    code: 'index-order',
    message: `Column "${column.name}" holds numbers: taken as indices of the ${names.length} sorted class names, ${shown.join(', ')}${names.length > 3 ? ', ...' : ''}; if not, set dataset.classes`,
    where: column.path,
  })
}

/**
 * Class of each row: the index of the class that bears the name, else the integer as an index, else the class whose name
 * differs in nothing but spelling.
 */
function classIndices(
  column: ClassValues,
  classes: readonly string[],
  isUnknown: (value: string) => boolean,
  warn: Warn,
): Int32Array {
  const indexOf = new Map(classes.map((name, index) => [name, index]))
  const folded = foldedIndices(classes)
  const exact = (value: string) => indexOf.get(value) ?? indexOf.get(INTEGER.exec(value)?.[1] ?? '')
  const others = distinct(column).filter((value) => !isUnknown(value) && exact(value) === undefined)
  const numbers = others.filter(isClassNumber)
  const areNames = numbers.every((value) => folded.has(foldName(value)))
  const respelled = new Map<string, number>()
  const resolve = (value: string): number | undefined => {
    const named = column.isIndex ? undefined : exact(value)
    if (named !== undefined) return named
    const isNumber = isClassNumber(value)
    if (isNumber && (column.isIndex || !areNames)) return Number(value)
    const fold = folded.get(foldName(value))
    if (fold !== undefined) respelled.set(value, fold)
    return fold ?? (isNumber ? Number(value) : undefined)
  }
  const resolved = new Map<string, number>()
  const indices = Int32Array.from(column.values, (value, row) => {
    if (value === undefined || (isUnknown(value) && !indexOf.has(value))) return -1
    const known = resolved.get(value)
    if (known !== undefined) return known
    const index = resolve(value)
    if (index === undefined || index < 0 || index >= classes.length)
      throw noClass(column, value, row, classes)
    resolved.set(value, index)
    return index
  })
  warnRespelled(column, respelled, classes, warn)
  return indices
}

/** Index of each folded name that a single class has. */
function foldedIndices(classes: readonly string[]): Map<string, number> {
  const folded = new Map<string, number>()
  const several = new Set<string>()
  classes.forEach((name, index) => {
    const fold = foldName(name)
    if (folded.has(fold)) several.add(fold)
    folded.set(fold, index)
  })
  for (const fold of several) folded.delete(fold)
  return folded
}

function noClass(
  { name, path, isIndex }: ClassValues,
  value: string,
  row: number,
  classes: readonly string[],
): DataError {
  const isOver = INTEGER.test(value) && Number(value) === classes.length
  return new DataError(
    `Cannot use ${name} "${value}" of row ${row + 1} of "${path}": expected ${isIndex ? 'an index' : `one of the ${classes.length} classes ${firstFew(classes, 10)} or an index`} 0 to ${classes.length - 1}`,
    {
      path,
      row: row + 1,
      column: name,
      hint: isOver
        ? 'these numbers seem to count from 1: subtract 1, as indices count from 0'
        : 'correct the value, or list it in dataset.classes',
    },
  )
}
