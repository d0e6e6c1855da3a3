import { join } from 'node:path'
import type { ImageModel } from '../../encoders/image-model.ts'
import { writeJson } from '../../io/files/write-atomic.ts'
import type { ImageSource } from '../../io/images/image-source.ts'
import { writeNpyRows } from '../../io/vectors/npy-rows.ts'
import type { RowReader } from '../../io/vectors/row-reader.ts'
import { finiteBlocks, openVectors } from '../../io/vectors/vectors.ts'
import type { Effects } from '../../run/effects.ts'
import { DataError } from '../../run/errors.ts'
import { RUN_FILES } from '../../run/files.ts'
import { digestJson, type Step } from '../run-folder/steps.ts'
import { encodeInChunks } from './encode-in-chunks.ts'

/** Where the vectors come from. */
export type EmbedSource =
  | { kind: 'file'; file: string; key: string | undefined; sha256: string }
  | {
      kind: 'encoder'
      images: ImageSource
      /** Everything that a vector depends on, as JSON: the images, the model, its settings. */
      identity: unknown
      load: () => Promise<ImageModel>
    }

export interface EmbedPlan {
  folder: string
  /** Of the examples, n of them. */
  ids: readonly string[]
  source: EmbedSource
}

/**
 * The step that writes `embeddings.npy`, float32[n, d], and `skipped.json`, the images that have no vector. Memory does
 * not grow with n.
 */
export function embedStep({ folder, ids, source }: EmbedPlan): Step {
  const identity = source.kind === 'file' ? [source.sha256, source.key] : source.identity
  const key = [source.kind, identity, digestJson(ids)]
  return {
    name: 'embed',
    key,
    run: async (effects) => {
      const skipped =
        source.kind === 'file'
          ? await copyVectors(folder, ids, source, effects)
          : await encodeImages(folder, ids, source, digestJson(key), effects)
      await writeJson(join(folder, RUN_FILES.skipped), skipped)
      return { outputs: [RUN_FILES.embeddings, RUN_FILES.skipped] }
    },
  }
}

async function copyVectors(
  folder: string,
  ids: readonly string[],
  { file, key }: EmbedSource & { kind: 'file' },
  effects: Effects,
): Promise<[]> {
  const reader = await openVectors(file, key)
  try {
    const { rows: total } = reader
    checkRows(reader, ids.length)
    await writeNpyRows(join(folder, RUN_FILES.embeddings), reader, async (append) => {
      let done = 0
      for await (const block of finiteBlocks(reader)) {
        effects.signal?.throwIfAborted()
        await append(block)
        done += block.length / reader.cols
        effects.onProgress?.({ step: 'embed', done, total, unit: 'vectors' })
      }
    })
    return []
  } finally {
    await reader.close()
  }
}

async function encodeImages(
  folder: string,
  ids: readonly string[],
  { images, load }: EmbedSource & { kind: 'encoder' },
  key: string,
  effects: Effects,
) {
  const model = await load()
  try {
    const cache = join(folder, RUN_FILES.cache, `embed-${key.slice(0, 16)}`)
    const { chunks, store } = await encodeInChunks(
      { step: 'embed', folder: cache, images, model },
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

function checkRows({ rows, path }: RowReader, expected: number): void {
  if (rows === expected) return
  throw new DataError(
    `Cannot read embeddings "${path}": ${rows} rows, expected ${expected} (one per example)`,
    {
      path,
      hint: 'compute them again for exactly the examples of the table, in its order',
    },
  )
}
