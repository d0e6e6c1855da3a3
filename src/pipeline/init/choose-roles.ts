import { textAt } from '../../io/tables/column.ts'
import { ConfigError } from '../../run/errors.ts'
import { candidatesOf, isOfPrediction, type TableRole } from './column-roles.ts'
import { scoreColumns } from './probability-columns.ts'
import type { SeenTable } from './see-table.ts'

/** Asks which of several columns is meant; undefined where nobody can be asked. */
export type Choose = ((question: string, choices: readonly string[]) => Promise<string>) | undefined

/** Columns by role, as flags name them or as the names of the columns tell; an empty name means none. */
export type ChosenRoles = Partial<Record<TableRole, string>>

/**
 * The column of each role: the one that a flag names, else the only one with a usual name, or the first of several that
 * hold the same.
 *
 * @throws ConfigError with the flags that tell them apart where several hold different values.
 */
export async function chooseRoles(
  seen: SeenTable,
  named: ChosenRoles,
  choose: Choose,
): Promise<ChosenRoles> {
  const chosen: ChosenRoles = {}
  const roles: TableRole[] = [
    'id',
    'image',
    'label',
    'prediction',
    'probabilities',
    'confidence',
    'split',
  ]
  for (const role of roles) {
    const flag = named[role]
    if (flag !== undefined) {
      if (flag !== '' && !flag.includes('*') && !seen.table.names.includes(flag)) {
        throw new ConfigError(
          `Cannot use --column ${role}=${flag}: "${seen.table.path}" has the columns ${seen.table.names.join(', ')}`,
        )
      }
      chosen[role] = flag
      continue
    }
    const taken = new Set(Object.values(chosen))
    const candidates = candidatesOf(role, seen.columns).filter((name) => !taken.has(name))
    const name = await onlyOne(role, candidates, seen, choose)
    if (name !== undefined && !(role === 'confidence' && isOfPrediction(name))) chosen[role] = name
  }
  if (chosen.label && chosen.probabilities === undefined) {
    const { values = [] } = seen.columns.find(({ name }) => name === chosen.label) ?? {}
    const scores = scoreColumns(seen.columns, values)
    if (scores?.isProbability) chosen.probabilities = scores.pattern
  }
  return chosen
}

async function onlyOne(
  role: TableRole,
  candidates: readonly string[],
  { table }: SeenTable,
  choose: Choose,
): Promise<string | undefined> {
  const [first, second] = candidates
  if (first === undefined || second === undefined || first.toLowerCase() === role) return first
  if (!['image', 'label', 'prediction'].includes(role)) return first
  const columns = await Promise.all(candidates.map((name) => table.column(name)))
  const isSame = columns.every((column) =>
    Array.from({ length: table.rows }, (_, row) => row).every(
      (row) => column && columns[0] && textAt(column, row) === textAt(columns[0], row),
    ),
  )
  if (isSame) return first
  if (choose) return choose(`Which column is the ${role}?`, candidates)
  throw new ConfigError(
    `Cannot tell which column of "${table.path}" is the ${role}: ${candidates.join(' or ')}`,
    { hint: candidates.map((name) => `--column ${role}=${name}`).join('  or  ') },
  )
}
