import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { mapBounded } from '../../io/files/map-bounded.ts'
import { writeAtomic } from '../../io/files/write-atomic.ts'
import { knownPixels } from '../../io/images/decode-image.ts'
import type { ImageSource } from '../../io/images/image-source.ts'
import type { Effects } from '../../run/effects.ts'
import { RUN_FILES, thumbnailName } from '../../run/files.ts'

/** Longer side in pixels. */
const SIDE = 192
const BATCH = 64
/** More than processors: while some are encoded, others are read and written. */
const AT_ONCE = 2 * availableParallelism()
/** A small file may hold a giant image: more pixels than this are not decoded. */
const PIXEL_LIMIT = 80_000_000

/**
 * Writes the thumbnails of a run: WebP of at most 192 pixels a side, named by `thumbnailName(id)`. Those that are there
 * stay; an image that is missing or does not decode gets none.
 */
export async function writeThumbnails(
  images: Pick<ImageSource, 'read'>,
  ids: readonly string[],
  folder: string,
  effects: Effects = {},
): Promise<void> {
  const target = join(folder, RUN_FILES.thumbnails)
  await mkdir(target, { recursive: true })
  const there = new Set(await readdir(target))
  const rows = [...ids.keys()].filter((row) => !there.has(thumbnailName(ids[row] ?? '')))
  for (let done = 0; done < rows.length; done += BATCH) {
    effects.signal?.throwIfAborted()
    effects.onProgress?.({ step: 'thumbnails', done, total: rows.length, unit: 'images' })
    await mapBounded(rows.slice(done, done + BATCH), AT_ONCE, (row) =>
      writeThumbnail(images, row, join(target, thumbnailName(ids[row] ?? ''))),
    )
  }
}

async function writeThumbnail(
  images: Pick<ImageSource, 'read'>,
  row: number,
  file: string,
): Promise<void> {
  const bytes = await images
    .read(row)
    .then((encoded) => smallImage(encoded, SIDE))
    .catch(() => undefined)
  if (bytes) await writeAtomic(file, (temporary) => writeFile(temporary, bytes), { flushed: false })
}

/** An encoded image as WebP with at most so many pixels a side, turned as its EXIF says, nothing else of it kept. */
export function smallImage(encoded: Uint8Array, side: number): Promise<Buffer> {
  const known = knownPixels(encoded)
  const isSmall = known && Math.max(known.width, known.height) <= side
  const image = isSmall
    ? sharp(known.data, { raw: { width: known.width, height: known.height, channels: 3 } })
    : sharp(encoded, { limitInputPixels: PIXEL_LIMIT, failOn: 'error' })
        .rotate()
        .resize(side, side, { fit: 'inside', withoutEnlargement: true })
  return image.webp({ quality: 78 }).toBuffer()
}
