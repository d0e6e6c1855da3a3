import { cosinesWith } from '../../core/vectors/count-nearest.ts'
import { type Matrix, matrixRow, stackRows } from '../../core/vectors/matrix.ts'
import { nearestRows } from '../../core/vectors/nearest-rows.ts'
import { unitRows } from '../../core/vectors/unit-rows.ts'
import { loadImageEncoder } from '../../encoders/load-image-encoder.ts'
import type { ImageSource } from '../../io/images/image-source.ts'
import type { EncoderConfig } from '../../run/config.ts'
import type { Effects } from '../../run/effects.ts'
import { ConfigError } from '../../run/errors.ts'

/** Images compared, evenly spread over the data. */
const COMPARED = 100
const NEIGHBOURS = 10

/** How close a quantised tower comes to the whole one. */
export interface Fidelity {
  dtype: string
  images: number
  /** Cosine between the two vectors of an image. */
  cosine: { lowest: number; median: number }
  /** Share of the ten nearest images, of those compared, that are the same. */
  neighbours: number
}

/**
 * Embeds 100 images with the encoder as configured and with the same in fp32, and compares: vectors by cosine, and what is
 * near what, on which everything behind rests.
 *
 * @throws ConfigError unless the encoder is a model in the Hub's layout with another dtype than fp32; EncoderError if its
 *   fp32 files are not there.
 */
export async function encoderFidelity(
  encoder: EncoderConfig | undefined,
  images: ImageSource | undefined,
  baseFolder: string,
  effects: Effects = {},
): Promise<Fidelity> {
  if (encoder === undefined || 'onnx' in encoder || encoder.dtype === 'fp32' || !images) {
    throw new ConfigError(
      'Cannot compare with fp32: expected images and encoder.model with another encoder.dtype',
      { hint: 'for example --set encoder.dtype=q8' },
    )
  }
  const missing = new Set(images.missing)
  const there = Array.from({ length: images.count }, (_, row) => row).filter(
    (row) => !missing.has(row),
  )
  const step = Math.max(1, there.length / COMPARED)
  const rows = Array.from(
    { length: Math.min(COMPARED, there.length) },
    (_, k) => there[Math.floor(k * step)] ?? 0,
  )
  const own = await embedRows(encoder, images, rows, baseFolder, effects)
  const fp32 = { ...encoder, dtype: 'fp32' }
  const whole = await embedRows(fp32, images, rows, baseFolder, effects)
  return { dtype: encoder.dtype, images: rows.length, ...compare(own, whole) }
}

async function embedRows(
  config: EncoderConfig,
  images: ImageSource,
  rows: readonly number[],
  baseFolder: string,
  { signal }: Effects,
): Promise<Matrix> {
  const model = await loadImageEncoder(config, baseFolder)
  try {
    const parts: Matrix[] = []
    for (let start = 0; start < rows.length; start += model.batch) {
      signal?.throwIfAborted()
      const batch = rows.slice(start, start + model.batch)
      const prepare = async (row: number) => model.prepare(await images.read(row), images.name(row))
      parts.push(await model.encode(await Promise.all(batch.map(prepare))))
    }
    return unitRows(stackRows(parts))
  } finally {
    await model.close()
  }
}

function compare(own: Matrix, whole: Matrix): Pick<Fidelity, 'cosine' | 'neighbours'> {
  const k = Math.min(NEIGHBOURS, own.rows - 1)
  let same = 0
  const cosines = Float64Array.from({ length: own.rows }, (_, row) => {
    const near = (x: Matrix) => nearestRows(x, matrixRow(x, row), k + 1).rows
    const known = new Set(near(whole))
    known.delete(row)
    same += near(own).filter((other) => known.has(other)).length
    const one = { data: matrixRow(own, row), rows: 1, cols: own.cols }
    return cosinesWith(one, matrixRow(whole, row))[0] ?? 0
  }).sort()
  return {
    cosine: { lowest: cosines[0] ?? 1, median: cosines[cosines.length >> 1] ?? 1 },
    neighbours: k > 0 ? same / (k * own.rows) : 1,
  }
}
