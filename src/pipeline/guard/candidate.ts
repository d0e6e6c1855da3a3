import { basename, dirname, resolve } from 'node:path'
import type { ExampleTable } from '../../core/direction/example-table.ts'
import type { Matrix } from '../../core/vectors/matrix.ts'
import { loadDataset } from '../../io/dataset/dataset.ts'
import { parseConfig } from '../../run/config.ts'
import type { Effects } from '../../run/effects.ts'
import { DataError } from '../../run/errors.ts'
import type { EncoderIdentity } from '../../run/failure-modes-file.ts'
import { type Run, readEmbeddingRows } from '../run-folder/open-run.ts'
import type { Baseline } from './baseline.ts'
import { encoderIdentity } from './encoder-identity.ts'

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
    name: run.manifest.name,
    examples: run.examples,
    images: run.examples.images,
    run,
    encoder: encoderIdentity(run.manifest),
    vectors: (rows) => readEmbeddingRows(run, rows),
  }
}

/**
 * A table of predictions for the examples of a baseline: `id` (or `file_name`), `prediction` or probabilities, and where
 * it has them `label` and `confidence`.
 *
 * @throws DataError if it cannot be read, or has no predictions.
 * @example
 * const candidate = await candidateOfPredictions('new-predictions.csv', await readFailureModes('failure-modes.json'))
 */
export async function candidateOfPredictions(
  path: string,
  { classes }: Pick<Baseline, 'classes'>,
  effects: Effects = {},
): Promise<Candidate> {
  const folder = dirname(resolve(path))
  const raw = { dataset: { table: basename(path), classes: [...classes] } }
  const { dataset } = parseConfig(raw, path)
  const telling: Effects = {
    ...effects,
    // Splits mean nothing here: the baseline says which examples count.
    onWarning: (warning) => {
      if (warning.code !== 'divided-splits') effects.onWarning?.(warning)
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
