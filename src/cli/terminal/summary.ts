import {
  type ClassDirections,
  type DirectionsFile,
  type HeldOut,
  isSeenAgain,
} from '../../run/directions-file.ts'
import { type Column, right, textTable } from './text-table.ts'

/** The result of a run for a terminal: a plain sentence, then the classes, strongest failure mode first. */
export function summary(directions: DirectionsFile, width: number): string {
  const classes = directions.classes.toSorted(byStrength)
  const found = classes.filter(({ state }) => state === 'ok')
  return `${headline(found, directions)}\n\n${textTable(classes, columns(directions), width)}\n`
}

function headline(found: readonly ClassDirections[], { profile, classes }: DirectionsFile): string {
  const of = `${found.length} of ${classes.length} ${classes.length === 1 ? 'class' : 'classes'}`
  if (profile === 'faithful')
    return `A direction was fitted for ${of} (faithful profile: no test of significance)`
  if (found.length === 0) return `No consistent failure mode was found in ${classes.length} classes`
  const told = found.flatMap((row) => isSeenAgain({ heldOut: heldOut(row) }) ?? [])
  const again = told.filter(Boolean).length
  const note =
    again < told.length
      ? `; on held-out images ${again || 'none'} of ${told.length} ${again > 1 ? 'were' : 'was'} seen again for certain`
      : ''
  return `${of} ${found.length === 1 ? 'has' : 'have'} a consistent failure mode${note}`
}

const first = ({ directions }: ClassDirections) => directions[0]
const heldOut = (row: ClassDirections): HeldOut | null => first(row)?.heldOut ?? null

/** Significant ones first, then by strength. */
function byStrength(a: ClassDirections, b: ClassDirections): number {
  const rank = (row: ClassDirections) =>
    row.state === 'ok' ? 0 : row.state === 'not-significant' ? 1 : 2
  const strength = (row: ClassDirections) => first(row)?.auroc ?? first(row)?.balancedAccuracy ?? 0
  return rank(a) - rank(b) || strength(b) - strength(a)
}

function columns({ profile }: DirectionsFile): Column<ClassDirections>[] {
  const robust: Column<ClassDirections>[] = [
    right('strength', (row) => {
      const { auroc, aurocInterval } = first(row) ?? {}
      return auroc == null ? '-' : `${decimals(auroc)} ${range(aurocInterval)}`
    }),
    right('q', (row) => smallNumber(first(row)?.q)),
  ]
  const faithful: Column<ClassDirections>[] = [
    right('balanced accuracy', (row) => decimals(first(row)?.balancedAccuracy)),
    right('C', (row) => String(first(row)?.C ?? '-')),
  ]
  return [
    { title: 'class', flexible: true, cell: (row) => row.class },
    { title: 'state', cell: ({ state }) => state },
    right('errors', ({ errors, examples }) => `${errors}/${examples}`),
    ...(profile === 'robust' ? robust : faithful),
    right('wrong if flagged', (row) => rate(heldOut(row)?.flagged)),
    right('wrong if not', (row) => rate(heldOut(row)?.unflagged)),
    right('difference', (row) => {
      const check = heldOut(row)
      return check?.difference == null
        ? '-'
        : `${percent(check.difference)} ${range(
            check.differenceInterval?.map((x) => 100 * x),
            0,
          )}`
    }),
  ]
}

const decimals = (value: number | null | undefined, digits = 3) =>
  value == null ? '-' : value.toFixed(digits)
const percent = (value: number) => `${Math.round(100 * value)} %`
const range = (interval: readonly number[] | null | undefined, digits = 2) =>
  interval ? `[${interval.map((end) => end.toFixed(digits)).join(', ')}]` : ''
const rate = (r: HeldOut['flagged'] | undefined) =>
  r?.errorRate == null ? '-' : `${percent(r.errorRate)} of ${r.examples}`
const smallNumber = (value: number | null | undefined) =>
  value == null ? '-' : value < 1e-3 ? value.toExponential(0) : value.toFixed(3)
