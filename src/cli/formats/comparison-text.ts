import { FOOTNOTE } from '../../pipeline/guard/summarize.ts'
import type { ChangeRecord, CompareFile, ModeChange } from '../../run/compare-file.ts'
import { printable } from '../terminal/printable.ts'
import { type Column, right, textTable } from '../terminal/text-table.ts'

/** A comparison for a terminal: sentences, then a line a mode. */
export function comparisonText(file: CompareFile, width: number): string {
  const { summary, modes, newModes, classes, shifts } = file
  const parts = [summary.map(printable).join('\n')]
  if (modes.length > 0) parts.push(`Frozen modes\n${textTable(modes, modeColumns, width)}`)
  if (newModes && newModes.length > 0) {
    parts.push(
      `Modes of the new model that were not frozen\n${textTable(newModes, [...modeColumns.slice(0, -1), NEW], width)}`,
    )
  }
  if (shifts && shifts.length > 0) {
    parts.push(
      `What changed most, known mode or not (images that had no part in finding it)\n${textTable(shifts, shiftColumns, width)}`,
    )
  }
  parts.push(
    `Classes\n${textTable(classes, [CLASS, ...changeColumns<(typeof classes)[number]>((row) => row).slice(0, -1)], width)}`,
  )
  parts.push(FOOTNOTE)
  return `${parts.join('\n\n')}\n`
}

const rate = ({ errors, examples }: ChangeRecord['old']) =>
  examples === 0 ? '-' : `${errors}/${examples} ${Math.round((100 * errors) / examples)} %`
const signed = (share: number) => `${share > 0 ? '+' : ''}${(100 * share).toFixed(1)}`

function changeColumns<Row>(of: (row: Row) => ChangeRecord): Column<Row>[] {
  return [
    right('wrong before', (row) => rate(of(row).old)),
    right('now', (row) => rate(of(row).new)),
    right('broke', (row) => String(of(row).broken ?? '-')),
    right('mended', (row) => String(of(row).mended ?? '-')),
    right('points of error', (row) => {
      const { difference, interval } = of(row)
      const [low, high] = interval
      return difference === null ? '-' : `${signed(difference)} [${signed(low)}, ${signed(high)}]`
    }),
    {
      title: 'verdict',
      cell: (row) => {
        const { verdict, needed } = of(row)
        return verdict === 'inconclusive' && needed !== null
          ? `inconclusive, need ${needed} more`
          : verdict
      },
    },
  ]
}

const CLASS: Column<{ class: string }> = {
  title: 'class',
  flexible: true,
  cell: (row) => row.class,
}
const NEW: Column<ModeChange & { isNew?: boolean }> = {
  title: 'verdict',
  cell: ({ isNew, verdict }) =>
    isNew ? 'NEW' : verdict === 'inconclusive' ? 'not surely worse' : 'no worse than before',
}
const modeColumns: Column<ModeChange>[] = [
  { title: 'mode', cell: ({ id }) => id },
  { title: 'name', flexible: true, cell: ({ name }) => name ?? '' },
  ...changeColumns<ModeChange>((row) => row),
]
const shiftColumns: Column<NonNullable<CompareFile['shifts']>[number]>[] = [
  { title: 'class', cell: (row) => row.class },
  { title: 'side', cell: ({ side }) => side },
  { title: 'name', flexible: true, cell: ({ name }) => name ?? '' },
  right('q', ({ q }) => (q < 1e-3 ? q.toExponential(0) : q.toFixed(3))),
  ...changeColumns<NonNullable<CompareFile['shifts']>[number]>(({ change }) => change).slice(0, -1),
]
