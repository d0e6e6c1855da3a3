import { basename, dirname, resolve } from 'node:path'
import type { ExampleTable } from '../../core/direction/example-table.ts'
import type { Matrix } from '../../core/vectors/matrix.ts'
import { isLikeUnknown } from '../../io/dataset/class-warnings.ts'
import { loadDataset } from '../../io/dataset/dataset.ts'
import { foldName } from '../../io/dataset/fold-name.ts'
import { firstFew } from '../../io/files/first-few.ts'
import { textAt } from '../../io/tables/column.ts'
import type { Table } from '../../io/tables/table-type.ts'
import { parseConfig } from '../../run/config.ts'
import type { Effects } from '../../run/effects.ts'
import { DataError } from '../../run/errors.ts'
import type { EncoderIdentity } from '../../run/failure-modes-file.ts'
import { chooseRoles } from '../init/choose-roles.ts'
import { seeTable } from '../init/see-table.ts'
import { type Run, readEmbeddingRows } from '../run-folder/open-run.ts'
import type { Baseline } from './baseline.ts'
import { encoderIdentity } from './encoder-identity.ts'
import { runTitle } from './run-title.ts'

/** The model that is judged: its outcomes, and the vectors of its examples if they are known. */
export interface Candidate {
  name: string
  examples: Omit<ExampleTable, 'probabilities'>
  images: readonly (string | undefined)[]
  /** undefined: predictions alone. */
  run: Run | undefined
  encoder: EncoderIdentity | undefined
  vectors: (rows: ArrayLike<number>) => Promise<Matrix | undefined>
}

/**
 * The model of a finished run, for `checkModes`.
 *
 * @example
 * candidateOfRun(await openRun('runs/new'))
 */
export function candidateOfRun(run: Run): Candidate {
  return {
    name: runTitle(run),
    examples: run.examples,
    images: run.examples.images,
    run,
    encoder: encoderIdentity(run.manifest),
    vectors: (rows) => readEmbeddingRows(run, rows),
  }
}

/** Warnings about splits, which the baseline decides, and about images, which predictions do not need. */
const BESIDE_THE_POINT = ['divided-splits', 'no-images', 'missing-image', 'unlisted-images']

/**
 * A table of predictions for the examples of a baseline: `id` (or `file_name`, `path`), `prediction` or probabilities, and where
 * it has them `label` and `confidence`, by any of the names that `faultline init` knows. A class that the baseline does
 * not know is a wrong answer.
 *
 * @throws DataError if it cannot be read, or has no predictions, or none of a class of the baseline.
 * @example
 * const candidate = await candidateOfPredictions('new-predictions.csv', await readFailureModes('failure-modes.json'))
 */
export async function candidateOfPredictions(
  path: string,
  { classes }: Pick<Baseline, 'classes'>,
  effects: Effects = {},
): Promise<Candidate> {
  const folder = dirname(resolve(path))
  const seen = await seeTable([path])
  const { id, image, ...roles } = await chooseRoles(seen, {}, undefined)
  const key = id ?? image
  const columns = { ...roles, ...(key !== undefined && { id: key }) }
  const added = await addedClasses(seen.table, roles.prediction, classes)
  const raw = { dataset: { table: basename(path), columns, classes: [...classes, ...added] } }
  const { dataset } = parseConfig(raw, path)
  const telling: Effects = {
    ...effects,
    onWarning: (warning) => {
      if (!BESIDE_THE_POINT.includes(warning.code)) effects.onWarning?.(warning)
    },
  }
  const table = await loadDataset(dataset, folder, telling)
  if (table.predictions.every((prediction) => prediction < 0)) {
    throw new DataError(`Cannot check "${path}": no predictions, expected a column prediction`, {
      path,
    })
  }
  return {
    name: basename(path),
    examples: table,
    images: table.ids.map((_, row) => table.images?.name(row)),
    run: undefined,
    encoder: undefined,
    vectors: async () => undefined,
  }
}

/** Classes that are predicted and that the baseline does not know. */
async function addedClasses(
  table: Table,
  name: string | undefined,
  classes: readonly string[],
): Promise<string[]> {
  const column = name === undefined ? undefined : await table.column(name)
  if (column?.kind !== 'text') return []
  const known = new Set(classes.map(foldName))
  const values = new Set<string>()
  for (let row = 0; row < table.rows; row++) {
    const value = textAt(column, row)?.trim()
    if (value !== undefined && !isLikeUnknown(value)) values.add(value)
  }
  const isAdded = (value: string) => !known.has(foldName(value)) && !/^\d+$/.test(value)
  const added = [...values].filter(isAdded)
  if (added.length > 0 && added.length === values.size) {
    throw new DataError(
      `Cannot check "${table.path}": none of its predictions is a class of the baseline: found ${firstFew(added)}, expected ${firstFew([...classes])}`,
      { path: table.path, hint: 'name the classes as the baseline does' },
    )
  }
  return added.sort()
}
