import type { Matrix } from '../../core/vectors/matrix.ts'
import { encodeAhead } from '../../encoders/encode-ahead.ts'
import type { ImageModel } from '../../encoders/image-model.ts'
import type { ImageSource } from '../../io/images/image-source.ts'
import type { Effects } from '../../run/effects.ts'
import { chunkStore } from '../run-folder/chunk-store.ts'

/** Images in a chunk, about: a whole number of batches. */
const CHUNK_IMAGES = 512

export interface EncodePlan {
  /** Name of the step, for the progress. */
  step: string
  /** Folder of the finished chunks; its name tells what they depend on. */
  folder: string
  images: ImageSource
  model: ImageModel
}

/**
 * Passes all images through a model and keeps the finished chunks, so that a killed run goes on where it stopped.
 * Batches never straddle chunks: an interrupted run makes the same ones as an undisturbed one.
 *
 * @returns The chunks in order, to be read from the store.
 */
export async function encodeInChunks(
  { step, folder, images, model }: EncodePlan,
  effects: Effects,
) {
  const size = Math.ceil(CHUNK_IMAGES / model.batch) * model.batch
  const total = images.count
  const store = chunkStore(folder)
  const finished = await store.finished()
  const chunks = Array.from({ length: Math.ceil(total / size) }, (_, chunk) => chunk)
  const open = chunks.filter((chunk) => !finished.has(chunk))
  const rowsOf = (chunk: number) => range(chunk * size, Math.min(total, (chunk + 1) * size))
  const rows = open.flatMap(rowsOf)

  let done = total - rows.length
  let blocks: Matrix[] = []
  let good: number[] = []
  let messages: string[] = []
  const { signal } = effects
  for await (const batch of encodeAhead(images, rows, model, signal ? { signal } : {})) {
    blocks.push(batch.embeddings)
    good = good.concat(batch.rows)
    messages = messages.concat(batch.failures.map(({ message }) => message))
    done += batch.rows.length + batch.failures.length
    const chunk = open[0] ?? 0
    const inChunk = rowsOf(chunk)
    if (good.length + messages.length === inChunk.length) {
      const bad = inChunk.filter((row) => !good.includes(row))
      const failed = bad.map((row, i) => ({ row, message: messages[i] ?? '' }))
      await store.write(chunk, { rows: good, failed }, joinRows(blocks))
      open.shift()
      blocks = []
      good = []
      messages = []
    }
    effects.onProgress?.({ step, done, total, unit: 'images' })
  }
  return { chunks, store }
}

const range = (start: number, end: number) =>
  Array.from({ length: end - start }, (_, i) => start + i)

/** Matrices of equal width, one below the other; an empty one has no width. */
function joinRows(parts: readonly Matrix[]): Matrix {
  const rows = parts.reduce((sum, part) => sum + part.rows, 0)
  const cols = Math.max(0, ...parts.map((part) => part.cols))
  const data = new Float32Array(rows * cols)
  let at = 0
  for (const part of parts) {
    data.set(part.data.subarray(0, part.rows * part.cols), at)
    at += part.rows * part.cols
  }
  return { data, rows, cols }
}
