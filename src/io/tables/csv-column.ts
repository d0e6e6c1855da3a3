import type { MetadataColumn } from './column.ts'

/** Plain decimal numbers. A leading zero or plus sign, as in "0017", makes a name, and so do 16 digits or more. */
const NUMBER = /^-?(?:(?:0|[1-9]\d{0,14})(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/
const UNKNOWN = /^(?:nan|null|none|n\/a)?$/i

/** Cells of one CSV column as they come in: numbers as long as all are, else texts. */
export interface CsvCells {
  name: string
  numbers: number[] | undefined
  texts: (string | undefined)[]
}

/** @returns false if the cell is no number, but cells before it were taken for numbers. */
export function addCell(cells: CsvCells, text: string): boolean {
  if (cells.numbers === undefined) {
    cells.texts.push(text === '' ? undefined : text)
    return true
  }
  if (NUMBER.test(text)) cells.numbers.push(Number(text))
  else if (UNKNOWN.test(text)) cells.numbers.push(Number.NaN)
  else return false
  return true
}

/** The finished column; texts that are all true or false are booleans. */
export function columnOfCells({ numbers, texts }: CsvCells): MetadataColumn {
  if (numbers?.some((value) => !Number.isNaN(value))) {
    return { kind: 'number', values: Float64Array.from(numbers) }
  }
  if (numbers) return { kind: 'text', values: numbers.map(() => undefined) }
  const known = texts.filter((text) => text !== undefined)
  if (known.length > 0 && known.every((text) => /^(?:true|false)$/i.test(text))) {
    return {
      kind: 'boolean',
      values: texts.map((text) => text && /^true$/i.test(text)) as (boolean | undefined)[],
    }
  }
  return { kind: 'text', values: texts }
}
