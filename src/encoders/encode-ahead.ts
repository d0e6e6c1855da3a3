import type { Matrix } from '../core/vectors/matrix.ts'
import { budget } from '../io/files/budget.ts'
import { type ImageSource, imageTitle } from '../io/images/image-source.ts'
import type { Effects, Warning } from '../run/effects.ts'
import { DataError } from '../run/errors.ts'
import type { ImageModel, PreparedImage } from './image-model.ts'

/** Batches whose images are read and decoded while the model works on an earlier one. */
const AHEAD = 4
/** Images that are read and decoded at the same time: their files are in memory. */
const UNDER_WAY = 16

/** One batch of images that went through a model. */
export interface EncodedBatch {
  /** Rows of the images that could be decoded, in the order asked for. */
  rows: number[]
  /** Their embeddings or probabilities, float32[rows.length, d]; without columns if no image could be decoded. */
  embeddings: Matrix
  /** Rows of images that their EXIF turned. */
  turned: number[]
  /** Rows of images in one colour. */
  oneColour: number[]
  /** One `unreadable-image` warning for each image that could not. */
  failures: Warning[]
}

/**
 * Images through a model, batch by batch. The model has a thread of its own; reading, decoding and resizing run ahead of
 * it, so that it need not wait for them. Memory holds the inputs of five batches and the files of 16 images, whatever their
 * number; for their pixels see `decodeImage`.
 *
 * Batch i is always `rows[i * batch .. (i + 1) * batch - 1]`, less the images that cannot be decoded: what comes out
 * does not depend on timing. Work that resumes at a multiple of `model.batch` gives the bytes of undisturbed work.
 *
 * @param images - Source of encoded bytes.
 * @param rows - Rows of the source, in the order to work in.
 * @param effects - `onProgress` with the number of images done; `signal` stops before the next image.
 * @throws EncoderError if the model fails. An image that is missing or damaged is a failure of its batch, no error.
 */
export async function* encodeAhead(
  images: Pick<ImageSource, 'name' | 'read'>,
  rows: ArrayLike<number>,
  model: Pick<ImageModel, 'batch' | 'prepare' | 'encode'>,
  { onProgress, signal }: Effects = {},
): AsyncGenerator<EncodedBatch, void, void> {
  const total = rows.length
  const queue: Promise<Outcome>[][] = []
  const inTurn = budget(UNDER_WAY)
  let started = 0
  let isOver = false
  const prepare = (row: number) =>
    inTurn(1, async () => {
      if (isOver || signal?.aborted) return { error: signal?.reason }
      return prepareRow(images, row, model)
    })
  const startNext = () => {
    const end = Math.min(started + model.batch, total)
    const batch: Promise<Outcome>[] = []
    for (; started < end; started++) batch.push(prepare(rows[started] as number))
    queue.push(batch)
  }
  try {
    for (let done = 0; done < total; ) {
      signal?.throwIfAborted()
      while (queue.length <= AHEAD && started < total) startNext()
      const outcomes = await Promise.all(queue.shift() ?? [])
      for (const outcome of outcomes) if ('error' in outcome) throw outcome.error
      yield await encodeBatch(outcomes, model)
      done += outcomes.length
      onProgress?.({ step: 'embed', done, total, unit: 'images' })
    }
  } finally {
    isOver = true
  }
}

type Outcome = { row: number; prepared: PreparedImage } | { failure: Warning } | { error: unknown }

async function encodeBatch(
  outcomes: readonly Outcome[],
  model: Pick<ImageModel, 'encode'>,
): Promise<EncodedBatch> {
  const good = outcomes.filter((outcome) => 'prepared' in outcome)
  const rowsWhere = (is: (image: PreparedImage) => boolean) =>
    good.filter(({ prepared }) => is(prepared)).map(({ row }) => row)
  return {
    rows: good.map(({ row }) => row),
    embeddings:
      good.length === 0
        ? { data: new Float32Array(0), rows: 0, cols: 0 }
        : await model.encode(good.map(({ prepared }) => prepared)),
    turned: rowsWhere(({ wasTurned }) => wasTurned),
    oneColour: rowsWhere(({ isOneColour }) => isOneColour),
    failures: outcomes.flatMap((outcome) => ('failure' in outcome ? [outcome.failure] : [])),
  }
}

/** Never rejects: nobody may be waiting for this image yet. */
async function prepareRow(
  images: Pick<ImageSource, 'name' | 'column' | 'read'>,
  row: number,
  model: Pick<ImageModel, 'prepare'>,
): Promise<Outcome> {
  const where = imageTitle(images, row)
  try {
    return { row, prepared: await model.prepare(await images.read(row), where) }
  } catch (error) {
    if (!(error instanceof DataError)) return { error }
    return { failure: { code: 'unreadable-image', message: error.message, where } }
  }
}
