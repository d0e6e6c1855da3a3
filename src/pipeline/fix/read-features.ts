import { resolve } from 'node:path'
import type { Matrix } from '../../core/matrix.ts'
import { digestFile } from '../../io/digest.ts'
import { openVectors } from '../../io/vectors.ts'
import { DataError } from '../../run/errors.ts'
import type { FixConfig } from '../../run/fix-config.ts'
import { type Run, readEmbeddingRows } from '../open-run.ts'

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
  baseFolder: string,
): Promise<Features> {
  if (!features) return { read: (rows) => readEmbeddingRows(run, rows), sha256: undefined }
  const file = resolve(baseFolder, features.file)
  const n = run.examples.ids.length
  const check = await openVectors(file, features.key)
  await check.close()
  if (check.rows !== n) {
    throw new DataError(
      `Cannot read features "${features.file}": ${check.rows} rows, expected ${n} (one an example)`,
      { path: file },
    )
  }
  const read = async (rows: Int32Array) => {
    const reader = await openVectors(file, features.key)
    try {
      return { data: await reader.readRowList(rows), rows: rows.length, cols: reader.cols }
    } finally {
      await reader.close()
    }
  }
  return { read, sha256: await digestFile(file) }
}
