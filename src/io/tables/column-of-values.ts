import type { Column } from './column.ts'

/**
 * A column of untyped cells, as JSON and Parquet give them: numbers, booleans, texts or lists of numbers if all that
 * are known are of that kind, else texts. Integers beyond 2^53 are texts, since a number would change them.
 */
export function columnOfValues(values: ArrayLike<unknown>, rows: number): Column {
  const kinds = new Set<string>()
  for (let row = 0; row < rows; row++) kinds.add(kindOf(values[row]))
  kinds.delete('unknown')
  const kind = kinds.size === 1 ? [...kinds][0] : 'text'
  const cells = <T>(map: (value: unknown) => T) => {
    const out = new Array<T | undefined>(rows)
    for (let row = 0; row < rows; row++) {
      const value = values[row]
      out[row] = value === undefined || value === null ? undefined : map(value)
    }
    return out
  }
  if (kind === 'number') {
    return { kind, values: Float64Array.from(cells(Number), (value) => value ?? Number.NaN) }
  }
  if (kind === 'boolean') return { kind, values: cells((value) => value === true) }
  if (kind === 'list') return { kind, values: cells(listOf) }
  return { kind: 'text', values: cells(textOf) }
}

function kindOf(value: unknown): string {
  if (value === undefined || value === null) return 'unknown'
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? 'number' : 'text'
  if (Array.isArray(value)) return value.every(isNumber) ? 'list' : 'text'
  if (ArrayBuffer.isView(value) && !(value instanceof Uint8Array)) return 'list'
  return typeof value
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'bigint' || value === null
}

function listOf(value: unknown): Float64Array {
  return Float64Array.from(value as ArrayLike<number | bigint | null>, (number) =>
    number === null ? Number.NaN : Number(number),
  )
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return new TextDecoder().decode(value)
  if (typeof value !== 'object') return String(value)
  return JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? String(inner) : inner))
}
