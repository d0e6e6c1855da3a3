import { extname } from 'node:path'
import { scoreExamples } from '../../core/direction/score-examples.ts'
import { identityCheck } from '../../core/repair/identity-check.ts'
import type { Dataset } from '../../io/dataset/dataset.ts'
import { isFolder } from '../../io/files/is-folder.ts'
import { listFolder } from '../../io/images/image-names.ts'
import { partMetadata, partsIn } from '../../io/vectors/vector-parts.ts'
import { finiteBlocks, openVectors } from '../../io/vectors/vectors.ts'
import type { Effects } from '../../run/effects.ts'
import { ConfigError, DataError } from '../../run/errors.ts'
import type { Run } from '../run-folder/open-run.ts'
import { scoreModel } from '../run-folder/score-model.ts'
import { anchorsOf } from './anchors.ts'
import { readNewExamples } from './new-examples.ts'
import { type ScoredImage, type ScoreOptions, scoredAs, scoredBy } from './scored-image.ts'

/** Rows of the answer; more go through a job. */
const MOST_ROWS = 4_000_000

/** Whether a path leads to vectors and nothing else: an array, or a folder of parts without images. */
export async function holdsVectors(path: string): Promise<boolean> {
  if (!(await isFolder(path))) {
    return ['.npy', '.npz', '.safetensors'].includes(extname(path).toLowerCase())
  }
  const parts = await partsIn(path).catch(() => [])
  return parts.length > 0 && (await listFolder(path)).images.length === 0
}

/** Whose the vectors in parts are, where a table beside them tells. */
export async function partExamples(
  run: Run,
  path: string,
  effects: Effects,
): Promise<Dataset | undefined> {
  const tables = (await isFolder(path)) ? await partMetadata(path) : []
  return tables.length > 0 ? readNewExamples(run, path, effects, tables) : undefined
}

/**
 * Scores vectors, computed as the run's were, by its directions: each as its class by label, else by prediction. Where no
 * class is known of any, each is scored under every class that has a direction, one row a vector and class.
 *
 * @param examples - Of the vectors, in their order; undefined = nothing is known of them, and their ids are their rows from 0.
 * @throws DataError if the vectors are of another width than the run's, or not one an example; ConfigError if there would
 *   be more rows than fit in memory.
 */
export async function scoreVectors(
  run: Run,
  path: string,
  examples: Pick<Dataset, 'ids' | 'labels' | 'predictions'> | undefined,
  { identity = false, threshold = 0 }: ScoreOptions,
  effects: Effects,
): Promise<ScoredImage[]> {
  const reader = await openVectors(path)
  try {
    const { rows, cols } = reader
    const width = run.standardizer.mean.length
    if (cols !== width) {
      throw new DataError(
        `Cannot score "${path}": ${cols} numbers a vector, expected ${width} as in the run`,
        { path, hint: 'compute them by the encoder of the run' },
      )
    }
    if (examples && examples.ids.length !== rows) {
      throw new DataError(
        `Cannot score "${path}": ${rows} vectors for ${examples.ids.length} rows of the table, expected one a row`,
        { path },
      )
    }
    const model = scoreModel(run.directions, run)
    const { classes } = run.directions
    const stands = classes.map(({ state }) => state === 'ok')
    const standing = [...classes.keys()].filter((c) => stands[c])
    const known = Int32Array.from({ length: rows }, (_, row) =>
      examples ? scoredAs(examples, row) : -1,
    )
    const isKnown = known.some((c) => c >= 0)
    if (!isKnown) checkUnknown(path, rows, standing.length, identity)
    const anchors = identity ? await anchorsOf(run, classes.length) : undefined
    const scored: ScoredImage[] = []
    let start = 0
    for await (const data of finiteBlocks(reader)) {
      effects.signal?.throwIfAborted()
      const x = { data, rows: data.length / cols, cols }
      const labels = known.slice(start, start + x.rows)
      const asked = isKnown ? [labels] : standing.map((c) => new Int32Array(x.rows).fill(c))
      const values = asked.map((each) => scoreExamples(model, x, each))
      const identities = anchors ? identityCheck(x, labels, anchors) : []
      for (let i = 0; i < x.rows; i++) {
        for (const [k, each] of asked.entries()) {
          const row = start + i
          const label = each[i] ?? -1
          const decisionValue = values[k]?.[i] ?? Number.NaN
          scored.push({
            id: examples?.ids[row] ?? String(row),
            label: classes[label]?.class ?? '',
            scoredBy: isKnown && examples ? scoredBy(examples, row) : 'every class',
            decisionValue,
            flagged: stands[label] ? decisionValue <= threshold : undefined,
            identity: identities[i],
            reason: undefined,
          })
        }
      }
      start += x.rows
      effects.onProgress?.({ step: 'score', done: start, total: rows, unit: 'vectors' })
    }
    return scored
  } finally {
    await reader.close()
  }
}

function checkUnknown(path: string, rows: number, classes: number, identity: boolean): void {
  const hint =
    'give a column label or prediction: in their Parquet file, or in metadata/*.parquet beside parts'
  if (classes === 0)
    throw new ConfigError(`Cannot score "${path}": no class of the run has a direction`)
  if (identity) {
    throw new ConfigError(
      `Cannot tell whether the vectors of "${path}" look like their class: nothing tells their class`,
      { hint },
    )
  }
  if (rows * classes <= MOST_ROWS) return
  throw new ConfigError(
    `Cannot score "${path}": nothing tells the class of ${rows} vectors, and under ${classes} classes each they are more than ${MOST_ROWS} rows`,
    { hint: `${hint}; or plan a job, which leaves its values in parts` },
  )
}
