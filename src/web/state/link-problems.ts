import { type Place, param } from './place.ts'
import { decodeRows, STORED } from './row-ranges.ts'

const WHY = 'the link was cut off, or is of another run.'

/**
 * What an address names and this page cannot show, in plain words.
 *
 * @param count - Rows of the run.
 * @param isStored - This browser holds the selection that was too long for the address.
 */
export function linkProblems(place: Place, count: number, isStored: boolean): string[] {
  const [rows, sel, open] = ['rows', 'sel', 'open'].map((key) => param(place, key))
  const isRow = open === undefined || (/^\d+$/.test(open) && Number(open) < count)
  return [
    rows !== undefined && !decodeRows(rows, count) && `The list of images cannot be read: ${WHY}`,
    sel === STORED
      ? !isStored && 'This link does not hold the selection: it was too long for an address.'
      : sel !== undefined && !decodeRows(sel, count) && `The selection cannot be read: ${WHY}`,
    !isRow && `There is no image to open: ${WHY}`,
  ].filter((problem) => typeof problem === 'string')
}
