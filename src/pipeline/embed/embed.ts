import { cpus } from 'node:os'
import { join } from 'node:path'
import type { ImageModel } from '../../encoders/image-model.ts'
import { firstFew } from '../../io/files/first-few.ts'
import { writeJson } from '../../io/files/write-atomic.ts'
import type { ImageSource } from '../../io/images/image-source.ts'
import { writeNpyRows } from '../../io/vectors/npy-rows.ts'
import { type RowReader, rowsInMemory } from '../../io/vectors/row-reader.ts'
import { vectorInput } from '../../io/vectors/vector-input.ts'
import { finiteBlocks, openVectors } from '../../io/vectors/vectors.ts'
import type { Effects } from '../../run/effects.ts'
import { DataError } from '../../run/errors.ts'
import { RUN_FILES } from '../../run/files.ts'
import { dependsOn } from '../run-folder/depends-on.ts'
import { digestTexts } from '../run-folder/digest-table.ts'
import { checkUnchanged, type ReadFile } from '../run-folder/read-files.ts'
import type { Step, StepPlace } from '../run-folder/steps.ts'
import { toolVersion } from '../run-folder/tool-version.ts'
import { userCacheFolder } from '../run-folder/user-cache.ts'
import { encodeInChunks } from './encode-in-chunks.ts'
import { openImageCache } from './image-cache.ts'
import { vectorRows } from './vector-rows.ts'

/** Rows that are read at a time. */
const BLOCK_ROWS = 4096

/** Where the vectors come from. */
export type EmbedSource =
  | {
      kind: 'file'
      file: ReadFile
      key: string | undefined
      /** Paths of the examples' images, where they have any. */
      names: readonly (string | undefined)[]
    }
  | {
      kind: 'encoder'
      images: ImageSource
      /** Digest of the images in their order. */
      imagesDigest: string
      /** Digests of the files of the model. */
      models: readonly string[]
      /** Section `encoder` of the config, less the path of the model. */
      settings: unknown
      load: () => Promise<ImageModel>
    }

/**
 * The step that writes `embeddings.npy`, float32[n, d], and `skipped.json`, the images that have no vector. Memory does
 * not grow with n.
 */
export function embedStep(ids: readonly string[], source: EmbedSource): Step {
  const isFile = source.kind === 'file'
  const key = dependsOn('embed', {
    images: isFile ? null : source.imagesDigest,
    rows: digestTexts(isFile ? [...ids, ...source.names.map((name) => name ?? '')] : ids),
    models: isFile ? null : source.models,
    vectors: isFile ? [source.file.input.sha256] : null,
    captions: null,
    settings: isFile ? (source.key ?? null) : source.settings,
    results: null,
  })
  return {
    name: 'embed',
    key,
    run: async ({ folder, runFolder }, effects) => {
      const skipped =
        source.kind === 'file'
          ? await copyVectors(folder, ids, source, effects)
          : await encodeImages({ folder, runFolder }, ids, source, key, effects)
      await writeJson(join(folder, RUN_FILES.skipped), skipped)
      return { outputs: [RUN_FILES.embeddings, RUN_FILES.skipped] }
    },
  }
}

async function copyVectors(
  folder: string,
  ids: readonly string[],
  { file, key, names }: EmbedSource & { kind: 'file' },
  effects: Effects,
): Promise<{ id: string; message: string }[]> {
  const reader = await openVectors(file.path, key)
  try {
    const rows = await vectorRows(reader, file.path, { ids, names }, effects.onWarning)
    const skipped = rows ? await gatherVectors(folder, ids, reader, rows, effects) : []
    if (!rows) {
      checkRows(reader, ids.length)
      await writeVectors(folder, reader, finiteBlocks(reader), effects)
    }
    await checkUnchanged([file], async (path) => (await vectorInput(path, '')).sha256)
    return skipped
  } finally {
    await reader.close()
  }
}

async function writeVectors(
  folder: string,
  { rows: total, cols }: Pick<RowReader, 'rows' | 'cols'>,
  blocks: AsyncIterable<Float32Array>,
  { onProgress, signal }: Effects,
): Promise<void> {
  const shape = { rows: total, cols }
  await writeNpyRows(join(folder, RUN_FILES.embeddings), shape, async (append) => {
    let done = 0
    for await (const block of blocks) {
      signal?.throwIfAborted()
      await append(block)
      done += block.length / cols
      onProgress?.({ step: 'embed', done, total, unit: 'vectors' })
    }
  })
}

/**
 * Vectors of some rows, or in another order than the examples. Rows that ascend are read in blocks; others through memory,
 * as a Parquet file would be decoded again for each.
 */
async function gatherVectors(
  folder: string,
  ids: readonly string[],
  reader: RowReader,
  rows: Int32Array,
  effects: Effects,
): Promise<{ id: string; message: string }[]> {
  const owned = rows.filter((row) => row !== -1)
  const doAscend = owned.every((row, i) => i === 0 || row > (owned[i - 1] ?? 0))
  const source = doAscend ? reader : await inMemory(reader, effects.signal)
  const shape = { rows: owned.length, cols: reader.cols }
  await writeVectors(folder, shape, finiteBlocks(source, BLOCK_ROWS, owned), effects)
  const without = ids.filter((_, i) => rows[i] === -1)
  if (without.length > 0) {
    effects.onWarning?.({
      code: 'no-vector',
      message: `${without.length} of ${ids.length} examples have no vector and are left out: ${firstFew(without)}`,
      where: reader.path,
    })
  }
  return without.map((id) => ({ id, message: 'no vector' }))
}

async function inMemory(reader: RowReader, signal: Effects['signal']): Promise<RowReader> {
  const { path, rows, cols } = reader
  const all = new Float32Array(rows * cols)
  for (let start = 0; start < rows; start += BLOCK_ROWS) {
    signal?.throwIfAborted()
    all.set(await reader.readRows(start, Math.min(BLOCK_ROWS, rows - start)), start * cols)
  }
  return rowsInMemory(path, { data: all, rows, cols })
}

/** Other processors may give other last digits, and machines may share a home. */
const machine = () => [process.platform, process.arch, cpus()[0]?.model ?? '']

async function encodeImages(
  { folder, runFolder }: StepPlace,
  ids: readonly string[],
  { images, models, settings, load }: EmbedSource & { kind: 'encoder' },
  key: string,
  effects: Effects,
) {
  const model = await load()
  try {
    const cache = join(runFolder, RUN_FILES.cache, `embed-${key.slice(0, 16)}`)
    const { device, batch } = model
    const identity = { tool: toolVersion(), models, settings, device, batch, machine: machine() }
    const shared = openImageCache(userCacheFolder('images'), identity, images)
    const { chunks, store } = await encodeInChunks(
      { step: 'embed', folder: cache, images, model, cache: shared },
      effects,
    )
    const failed = chunks.flatMap((chunk) => chunk.failed)
    const rows = chunks.reduce((sum, chunk) => sum + chunk.rows.length, 0)
    if (rows === 0) {
      throw new DataError(`Cannot embed: none of ${ids.length} images could be read`, {
        hint: failed[0]?.message ?? 'check dataset.images',
      })
    }
    const cols = Math.max(...chunks.map((chunk) => chunk.cols))
    await writeNpyRows(join(folder, RUN_FILES.embeddings), { rows, cols }, async (append) => {
      for (const number of chunks.keys()) await append(await store.embeddings(number))
    })
    for (const { row, message } of failed) {
      effects.onWarning?.({
        code: 'unreadable-image',
        message: `Image skipped: ${message}`,
        where: ids[row] ?? '',
      })
    }
    await store.remove()
    return failed.map(({ row, message }) => ({ id: ids[row], message }))
  } finally {
    await model.close()
  }
}

/** @throws DataError unless there is a vector an example. */
export function checkRows(
  { rows, path }: Pick<RowReader, 'rows' | 'path'>,
  expected: number,
): void {
  if (rows === expected) return
  throw new DataError(
    `Cannot read embeddings "${path}": ${rows} rows, expected ${expected} (one per example)`,
    {
      path,
      hint: 'compute them again for exactly the examples of the table, in its order; or write Parquet with a column id or file_name beside them, in the same file or in metadata/*.parquet beside parts',
    },
  )
}
