import { type Place, param } from './place.ts'
import { decodeRows, STORED } from './row-ranges.ts'
import { isOfOlderResults, isOfOtherRows } from './run-mark.ts'

const WHY = 'the link was cut off, or is of another run.'

/**
 * What an address names and this page cannot show, in plain words.
 *
 * @param count - Rows of the run.
 * @param isStored - This browser holds the selection that was too long for the address.
 * @param mark - Of the run on show; undefined = its rows have not been read.
 */
export function linkProblems(
  place: Place,
  count: number,
  isStored: boolean,
  mark: string | undefined,
): string[] {
  if (isOfOtherRows(place, mark)) {
    return [
      'This link was made for a run with other images, or with the same in another order: what it lists, selects or opens is not shown here.',
    ]
  }
  const [rows, sel, open] = ['rows', 'sel', 'open'].map((key) => param(place, key))
  const isRow = open === undefined || (/^\d+$/.test(open) && Number(open) < count)
  return [
    rows !== undefined && !decodeRows(rows, count) && `The list of images cannot be read: ${WHY}`,
    sel === STORED
      ? !isStored && 'This link does not hold the selection: it was too long for an address.'
      : sel !== undefined && !decodeRows(sel, count) && `The selection cannot be read: ${WHY}`,
    isOfOlderResults(place, mark) &&
      'This run had other results when this link was made: a list of images in it is as it was then, and a direction or a threshold may mean something else now.',
    !isRow && `There is no image to open: ${WHY}`,
  ].filter((problem) => typeof problem === 'string')
}
