/** A column of the examples as the explorer filters, sorts and colours by it. */
export type Column =
  | { kind: 'number'; name: string; values: Float64Array }
  | { kind: 'category'; name: string; codes: Int32Array; names: readonly string[] }
  | { kind: 'boolean'; name: string; values: Int8Array }

/** More distinct texts than this, and a column is only shown, not offered as a filter list. */
export const MANY_VALUES = 2000

/**
 * The value of a column at a row, for people; undefined = unknown.
 */
export function cellText(column: Column, row: number): string | undefined {
  if (column.kind === 'category') return column.names[column.codes[row] ?? -1]
  if (column.kind === 'boolean') return ['no', 'yes'][column.values[row] ?? -1]
  const value = column.values[row]
  return value === undefined || Number.isNaN(value) ? undefined : formatCell(value)
}

function formatCell(value: number): string {
  const text = Number.isInteger(value) ? String(value) : value.toPrecision(4).replace(/\.?0+$/, '')
  return text.replace(/^-/, '−')
}

/** A column from decoded Parquet values of any type: numbers, booleans, else text. */
export function columnOf(name: string, values: ArrayLike<unknown>): Column {
  const kinds = new Set<string>()
  for (let row = 0; row < values.length; row++) {
    const value = values[row]
    if (value !== null && value !== undefined) kinds.add(typeof value)
  }
  if (kinds.size > 0 && [...kinds].every((kind) => kind === 'number' || kind === 'bigint')) {
    return { kind: 'number', name, values: numbersOf(values, values.length) }
  }
  if (kinds.size === 1 && kinds.has('boolean')) {
    return { kind: 'boolean', name, values: ternaryOf(values, values.length) }
  }
  return categoryColumn(name, values)
}

/** A column of texts, coded; codes follow `known` first, then the order of appearance; -1 = unknown. */
export function categoryColumn(
  name: string,
  values: ArrayLike<unknown>,
  known: readonly string[] = [],
): Column & { kind: 'category' } {
  const codeOf = new Map(known.map((text, code) => [text, code]))
  const names = [...known]
  const codes = new Int32Array(values.length).fill(-1)
  for (let row = 0; row < values.length; row++) {
    const value = values[row]
    if (value === null || value === undefined) continue
    const text = value instanceof Date ? value.toISOString() : String(value)
    let code = codeOf.get(text)
    if (code === undefined) {
      code = names.push(text) - 1
      codeOf.set(text, code)
    }
    codes[row] = code
  }
  return { kind: 'category', name, codes, names }
}

/** Numbers of decoded values, NaN = unknown. A plain loop: `from` with a function takes ten times as long over a million. */
export function numbersOf(values: ArrayLike<unknown>, count: number): Float64Array {
  const out = new Float64Array(count).fill(Number.NaN)
  for (let row = 0; row < values.length; row++) {
    const value = values[row]
    if (value !== null && value !== undefined) out[row] = Number(value)
  }
  return out
}

/** 1 yes, 0 no, -1 unknown. */
export function ternaryOf(values: ArrayLike<unknown>, count: number): Int8Array {
  const out = new Int8Array(count).fill(-1)
  for (let row = 0; row < values.length; row++) {
    const value = values[row]
    if (typeof value === 'boolean') out[row] = Number(value)
  }
  return out
}
