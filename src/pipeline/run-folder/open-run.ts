import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type * as z from 'zod'
import type { Matrix } from '../../core/vectors/matrix.ts'
import type { Standardizer } from '../../core/vectors/standardize.ts'
import type { RunExamples } from '../../io/dataset/examples-file.ts'
import { isThere } from '../../io/files/is-folder.ts'
import { readJson } from '../../io/files/read-json.ts'
import { readNpy } from '../../io/vectors/npy.ts'
import { readNpz } from '../../io/vectors/npz.ts'
import { type DirectionsFile, directionsFileSchema } from '../../run/directions-file.ts'
import { RunError } from '../../run/errors.ts'
import { RUN_FILES } from '../../run/files.ts'
import { manifestSchema, RUN_VERSION, type RunManifest } from '../../run/manifest.ts'
import { finishCommit } from './commit.ts'
import { lockRun } from './lock.ts'
import { matrixOf, withEmbeddings } from './run-embeddings.ts'

/** A finished run, read back from its folder. */
export interface Run {
  folder: string
  manifest: RunManifest
  directions: DirectionsFile
  /** n examples in the order of the embeddings. */
  examples: RunExamples
  /** Unit normals, float64[m, d]; `directions.json` says which row is whose. */
  normals: { data: Float64Array; rows: number; cols: number }
  standardizer: Standardizer
}

/**
 * Opens a finished run. The embeddings stay on the disk: see {@link readEmbeddingRows}.
 *
 * @param folder - The run folder.
 * @throws RunError if it is no finished run, or one of another version.
 * @throws DataError if a file of it is missing or damaged.
 * @example
 * const run = await openRun('runs/cifar10')
 * run.directions.classes.filter(({ state }) => state === 'ok')
 */
export async function openRun(folder: string): Promise<Run> {
  for (let tries = 0; ; tries++) {
    const manifest = await readManifest(folder)
    const run = await readScored(folder, manifest.classes).catch((error: unknown) => ({ error }))
    const isSame = JSON.stringify(await readManifest(folder)) === JSON.stringify(manifest)
    if (isSame && 'error' in run) throw run.error
    if (isSame && !('error' in run)) return { folder, manifest, ...run }
    if (tries === 5) {
      throw new RunError(`Cannot open run "${folder}": it is being made anew`, {
        folder,
        hint: 'the same command again, once that has ended',
      })
    }
  }
}

/** What the steps up to `score` have left in a folder, whether the run is finished or not. */
async function readScored(
  folder: string,
  classes: readonly string[],
): Promise<Omit<Run, 'folder' | 'manifest'>> {
  // Who reads less of a run than all of it does not wait for what reads tables.
  const { readExamples } = await import('../../io/dataset/examples-file.ts')
  const directions = await readDirections(folder)
  const examples = await readExamples(join(folder, RUN_FILES.examples), classes)
  return { directions, examples, ...(await readGeometry(folder)) }
}

/** `run.json` of a finished run. @throws RunError unless it is one, of this version. */
export async function readManifest(folder: string): Promise<RunManifest> {
  await settle(folder)
  const path = join(folder, RUN_FILES.manifest)
  if (!(await isThere(path))) {
    throw new RunError(
      `Cannot open run "${folder}": no ${RUN_FILES.manifest}, expected a finished run`,
      {
        folder,
        hint: 'faultline run CONFIG.json --out DIR makes or finishes it',
      },
    )
  }
  const raw = await readJson(path)
  const version = (raw as { version?: unknown } | null)?.version
  if (version !== RUN_VERSION) {
    throw new RunError(`Cannot open run "${folder}": version ${version}, expected ${RUN_VERSION}`, {
      folder,
      hint: 'run it again with this version of faultline',
    })
  }
  return checked(manifestSchema, raw, folder, RUN_FILES.manifest)
}

/** A new run that was killed while it was replacing the old one is put in place; one that is just doing so is waited for. */
async function settle(folder: string): Promise<void> {
  const pending = join(folder, RUN_FILES.next, RUN_FILES.manifest)
  for (let tries = 0; await isThere(pending); tries++) {
    const lock = await lockRun(folder).catch((error: unknown) => {
      if (tries === 100) throw error
    })
    if (lock) await finishCommit(folder).finally(lock.release)
    else await sleep(50)
    if (tries === 100) return // a folder that can only be read: what is in place is opened
  }
}

/** `directions.json`. */
export async function readDirections(folder: string): Promise<DirectionsFile> {
  const raw = await readJson(join(folder, RUN_FILES.directions))
  return checked(directionsFileSchema, raw, folder, RUN_FILES.directions)
}

/** What scores a vector: the normals and the standardizer. */
export async function readGeometry(folder: string): Promise<Pick<Run, 'normals' | 'standardizer'>> {
  const { data, shape } = await readNpy(join(folder, RUN_FILES.normals))
  const arrays = await readNpz(join(folder, RUN_FILES.standardizer))
  const mean = arrays.get('mean')
  const deviation = arrays.get('deviation')
  if (!mean || !deviation) {
    throw new RunError(
      `Cannot open run "${folder}": ${RUN_FILES.standardizer} lacks mean or deviation`,
      { folder },
    )
  }
  return {
    normals: { data: Float64Array.from(data), rows: shape[0] ?? 0, cols: shape[1] ?? 0 },
    standardizer: {
      mean: Float64Array.from(mean.data),
      deviation: Float64Array.from(deviation.data),
    },
  }
}

/** Gives the centre of a mode by its row of `modes.npy`, float64[d]. */
export async function readCentres({
  folder,
}: Pick<Run, 'folder'>): Promise<(row: number) => Float64Array> {
  const { data, shape } = await readNpy(join(folder, RUN_FILES.modes))
  const cols = shape[1] ?? 0
  return (row) => Float64Array.from(data.subarray(row * cols, (row + 1) * cols))
}

/**
 * Embeddings of some rows of a run, read from the disk.
 *
 * @param rows - Row numbers, 0 to n - 1, ascending is fastest.
 * @returns float32[rows.length, d].
 * @throws DataError if the file is missing or damaged.
 * @example
 * const run = await openRun('runs/cifar10')
 * await readEmbeddingRows(run, rowsOfSplit(run.examples, 'test'))
 */
export function readEmbeddingRows(
  run: Pick<Run, 'folder'>,
  rows: ArrayLike<number>,
): Promise<Matrix> {
  return withEmbeddings(run, (reader) => matrixOf(reader, rows))
}

function checked<T>(schema: z.ZodType<T>, raw: unknown, folder: string, file: string): T {
  const result = schema.safeParse(raw)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new RunError(
    `Cannot open run "${folder}": ${file} at ${issue?.path.join('.')}: ${issue?.message}`,
    {
      folder,
      hint: 'run it again with this version of faultline',
    },
  )
}
