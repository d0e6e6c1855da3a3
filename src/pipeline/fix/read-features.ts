import { join, resolve } from 'node:path'
import type { Matrix } from '../../core/vectors/matrix.ts'
import { digestFile } from '../../io/files/digest.ts'
import { openVectors } from '../../io/vectors/vectors.ts'
import type { Effects } from '../../run/effects.ts'
import { DataError } from '../../run/errors.ts'
import type { FixConfig } from '../../run/fix-config.ts'
import { type Run, readEmbeddingRows } from '../run-folder/open-run.ts'
import { matrixOf } from '../run-folder/run-embeddings.ts'
import { classifierFeatures } from './classifier-features.ts'

/** What the probe sees: the run's embeddings, or the vectors that the config names. */
export interface Features {
  read: (rows: Int32Array) => Promise<Matrix>
  /** Digest of their file, undefined for the run's own embeddings. */
  sha256: string | undefined
}

/** @throws DataError if the file does not have one row an example. */
export async function openFeatures(
  run: Run,
  features: FixConfig['features'],
  { baseFolder, folder }: { baseFolder: string; folder: string },
  effects: Effects,
): Promise<Features> {
  if (!features) return { read: (rows) => readEmbeddingRows(run, rows), sha256: undefined }
  if ('file' in features) {
    return fileFeatures(resolve(baseFolder, features.file), features.key, run.examples.ids.length)
  }
  const place = { baseFolder, folder: join(folder, 'features') }
  const file = await classifierFeatures(run, features.classifierOutput, place, effects)
  return fileFeatures(file, undefined, run.examples.ids.length)
}

async function fileFeatures(file: string, key: string | undefined, n: number): Promise<Features> {
  const check = await openVectors(file, key)
  await check.close()
  if (check.rows !== n) {
    throw new DataError(
      `Cannot read features "${file}": ${check.rows} rows, expected ${n} (one an example)`,
      { path: file },
    )
  }
  const read = async (rows: Int32Array) => {
    const reader = await openVectors(file, key)
    try {
      return await matrixOf(reader, rows)
    } finally {
      await reader.close()
    }
  }
  return { read, sha256: await digestFile(file) }
}
