import { stackRows } from '../../core/vectors/matrix.ts'
import { type EncodedBatch, encodeAhead } from '../../encoders/encode-ahead.ts'
import type { ImageModel } from '../../encoders/image-model.ts'
import { slowDevice } from '../../encoders/onnx/device.ts'
import { firstFew } from '../../io/files/first-few.ts'
import { mapBounded } from '../../io/files/map-bounded.ts'
import { type ImageSource, imageTitle } from '../../io/images/image-source.ts'
import type { Effects } from '../../run/effects.ts'
import { type Chunk, chunkStore } from '../run-folder/chunk-store.ts'
import type { ImageCache } from './image-cache.ts'

/** Images in a chunk, about: a whole number of batches. */
const CHUNK_IMAGES = 512
/** Records of chunks that are read at the same time. */
const PARALLEL = 16

export interface EncodePlan {
  /** Name of the step, for the progress. */
  step: 'embed' | 'classify'
  /** Folder of the finished chunks; its name tells what they depend on. */
  folder: string
  images: ImageSource
  model: ImageModel
  /** Chunks that earlier runs have encoded. */
  cache?: ImageCache
}

/**
 * Passes all images through a model and keeps the finished chunks, so that a killed run goes on where it stopped.
 * Batches never straddle chunks: an interrupted run makes the same ones as an undisturbed one.
 */
export async function encodeInChunks(
  { step, folder, images, model, cache }: EncodePlan,
  effects: Effects,
): Promise<{ chunks: Chunk[]; store: ReturnType<typeof chunkStore> }> {
  if (model.device === 'wasm') effects.onWarning?.(slowDevice(model.name))
  const size = Math.ceil(CHUNK_IMAGES / model.batch) * model.batch
  const total = images.count
  const store = chunkStore(folder)
  const finished = await store.finished()
  const numbers = Array.from({ length: Math.ceil(total / size) }, (_, chunk) => chunk)
  const rowsOf = (chunk: number) => range(chunk * size, Math.min(total, (chunk + 1) * size))
  const open: number[] = []
  for (const chunk of numbers.filter((number) => !finished.has(number))) {
    effects.signal?.throwIfAborted()
    const known = await cache?.find(rowsOf(chunk))
    if (known === undefined) open.push(chunk)
    else {
      const { embeddings, turned, oneColour } = known
      await store.write(chunk, { rows: rowsOf(chunk), failed: [], turned, oneColour }, embeddings)
    }
  }
  const rows = open.flatMap(rowsOf)

  let done = total - rows.length
  let batches: EncodedBatch[] = []
  const { signal } = effects
  for await (const batch of encodeAhead(images, rows, model, signal ? { signal } : {})) {
    batches.push(batch)
    done += countOf(batch)
    const chunk = open[0] ?? 0
    const inChunk = rowsOf(chunk)
    if (batches.reduce((sum, each) => sum + countOf(each), 0) === inChunk.length) {
      const embeddings = stackRows(batches.map((each) => each.embeddings))
      const encoded = chunkOf(batches, inChunk)
      await store.write(chunk, encoded, embeddings)
      // The message of an image that could not be read names its file, which others may call otherwise.
      if (encoded.failed.length === 0) await cache?.keep(inChunk, { ...encoded, embeddings })
      open.shift()
      batches = []
    }
    effects.onProgress?.({ step, done, total, unit: 'images' })
  }
  const chunks = await mapBounded(numbers, PARALLEL, store.read)
  warnOfImages(step, chunks, images, effects)
  return { chunks, store }
}

const countOf = ({ rows, failures }: EncodedBatch) => rows.length + failures.length

function chunkOf(batches: readonly EncodedBatch[], inChunk: readonly number[]) {
  const rows = batches.flatMap((batch) => batch.rows)
  const good = new Set(rows)
  const failures = batches.flatMap((batch) => batch.failures)
  const bad = inChunk.filter((row) => !good.has(row))
  return {
    rows,
    turned: batches.flatMap(({ turned }) => turned),
    oneColour: batches.flatMap(({ oneColour }) => oneColour),
    failed: bad.map((row, i) => ({ row, message: failures[i]?.message ?? '' })),
  }
}

/** Says where what a model sees may be other than what it was trained with. */
function warnOfImages(
  step: EncodePlan['step'],
  chunks: readonly Chunk[],
  images: ImageSource,
  { onWarning }: Effects,
): void {
  const nameOf = (row: number) => imageTitle(images, row)
  const where = step === 'embed' ? 'encoder' : 'classifier'
  const turned = chunks.flatMap((chunk) => chunk.turned).map(nameOf)
  if (turned.length > 0) {
    onWarning?.({
      code: 'turned-images',
      message:
        `${turned.length} of ${images.count} images were turned upright for the ${where}, as their EXIF says and as ` +
        `Hugging Face datasets does: ${firstFew(turned)}; torchvision's ImageFolder does not: if that loaded the ` +
        `training images, set the ${where}'s orientation to "stored"`,
      where,
    })
  }
  const oneColour = chunks.flatMap((chunk) => chunk.oneColour).map(nameOf)
  if (oneColour.length > 0) {
    onWarning?.({
      code: 'one-colour-images',
      message: `${oneColour.length} of ${images.count} images came out in one colour: ${firstFew(oneColour)}; look at them: a lost transparency or samples of an unusual range end so`,
      where,
    })
  }
}

const range = (start: number, end: number) =>
  Array.from({ length: end - start }, (_, i) => start + i)
