import { createHash } from 'node:crypto'
import { readFile, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import type { Matrix } from '../../core/vectors/matrix.ts'
import { writeJson } from '../../io/files/write-atomic.ts'
import type { ImageSource } from '../../io/images/image-source.ts'
import { readNpy, writeNpy } from '../../io/vectors/npy.ts'
import { digestJson } from '../run-folder/digest-json.ts'
import { removeOldest } from '../run-folder/user-cache.ts'

/** Bytes that the vectors of images may take, of all encoders together; those not used for longest go first. */
const MOST_BYTES = 4 * 2 ** 30

const recordSchema = z.strictObject({
  sha256: z.string(),
  turned: z.array(z.int()),
  oneColour: z.array(z.int()),
})

/** A chunk of images, all of them readable, as an encoder saw them. */
export interface EncodedImages {
  embeddings: Matrix
  /** Rows of images that their EXIF turned, or in one colour. */
  turned: number[]
  oneColour: number[]
}

/** Vectors of images by one encoder, kept across runs. */
export interface ImageCache {
  /** The vectors of these images in this order, if they are there and whole. */
  find(rows: readonly number[]): Promise<EncodedImages | undefined>
  keep(rows: readonly number[], encoded: EncodedImages): Promise<void>
}

/**
 * The vectors of one encoder, a chunk of images a file: `HASH.npy`, then `HASH.json`. The hash is of the bytes of all images
 * of the chunk in their order, not of single images: on some hardware the last digits of a vector depend on its batch, and a
 * run must give the same bytes with and without the cache. A chunk that was cut short or damaged counts for nothing. A cache
 * that cannot be written is none.
 *
 * @param folder - Of all encoders; undefined = nothing is kept.
 * @param identity - Everything that a vector depends on but the images, as JSON.
 */
export function openImageCache(
  folder: string | undefined,
  identity: unknown,
  images: Pick<ImageSource, 'digest'>,
): ImageCache {
  if (folder === undefined) return { find: async () => undefined, keep: async () => {} }
  const own = join(folder, digestJson(identity).slice(0, 16))
  const pathOf = async (rows: readonly number[]) => {
    const digests: string[] = []
    for (const row of rows) {
      const digest = await images.digest(row)
      if (digest === undefined) return undefined
      digests.push(digest)
    }
    return join(own, digestJson(digests).slice(0, 32))
  }
  return {
    find: async (rows) => {
      const path = await pathOf(rows)
      return path === undefined ? undefined : readChunk(path, rows)
    },
    keep: async (rows, { embeddings, turned, oneColour }) => {
      const path = await pathOf(rows)
      if (path === undefined) return
      const placeOf = new Map(rows.map((row, place) => [row, place]))
      const placesOf = (some: readonly number[]) => some.map((row) => placeOf.get(row))
      try {
        await writeNpy(`${path}.npy`, embeddings.data, [embeddings.rows, embeddings.cols])
        await writeJson(`${path}.json`, {
          sha256: sha256(embeddings.data),
          turned: placesOf(turned),
          oneColour: placesOf(oneColour),
        })
        await removeOldest(folder, MOST_BYTES)
      } catch {
        // No place or no right to write there: the run goes on without.
      }
    },
  }
}

async function readChunk(
  path: string,
  rows: readonly number[],
): Promise<EncodedImages | undefined> {
  try {
    const record = recordSchema.parse(JSON.parse(await readFile(`${path}.json`, 'utf8')))
    const { data, shape } = await readNpy(`${path}.npy`)
    const [count = 0, cols = 0] = shape
    const numbers = Float32Array.from(data)
    if (count !== rows.length || sha256(numbers) !== record.sha256) return undefined
    const now = new Date()
    await utimes(`${path}.npy`, now, now).catch(() => {}) // a cache that others filled may be read-only
    const rowsAt = (places: readonly number[]) => places.map((place) => rows[place] ?? -1)
    return {
      embeddings: { data: numbers, rows: count, cols },
      turned: rowsAt(record.turned),
      oneColour: rowsAt(record.oneColour),
    }
  } catch {
    return undefined // not there, damaged, or being removed by another run
  }
}

const sha256 = ({ buffer, byteOffset, byteLength }: Float32Array) =>
  createHash('sha256')
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest('hex')
