import { readFile, realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'
import sharp from 'sharp'
import { RUN_FILES, thumbnailName } from '../run/files.ts'
import { Refusal } from './refusal.ts'
import type { ServedRun } from './served-run.ts'

/** Longer side of a large image, in pixels. */
const LARGE = 1280
const SMALL = 192
/** More pixels than this are not decoded: a small file may hold a giant image. */
const PIXEL_LIMIT = 80_000_000

/** The thumbnail of an example as WebP: the run's own, else made now from the dataset's image. */
export async function thumbnail(served: ServedRun, row: number): Promise<Buffer> {
  const id = served.run.examples.ids[row]
  if (id === undefined) throw new Refusal(404, 'No such example')
  return (await storedThumbnail(served.run.folder, id)) ?? resized(served, row, SMALL)
}

/** The dataset's image, re-encoded as WebP so that no byte of a stranger's file reaches the browser. */
export function largeImage(served: ServedRun, row: number): Promise<Buffer> {
  if (served.run.examples.ids[row] === undefined) throw new Refusal(404, 'No such example')
  return resized(served, row, LARGE)
}

async function storedThumbnail(folder: string, id: string): Promise<Buffer | undefined> {
  const thumbnails = join(folder, RUN_FILES.thumbnails)
  try {
    const [root, path] = await Promise.all([
      realpath(folder),
      realpath(join(thumbnails, thumbnailName(id))),
    ])
    if (!path.startsWith(root + sep)) return undefined
    const bytes = await readFile(path)
    return isWebp(bytes) ? bytes : undefined
  } catch {
    return undefined // not written, or unreadable: one is made from the original
  }
}

const isWebp = (bytes: Buffer) =>
  bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP'

async function resized(served: ServedRun, row: number, side: number): Promise<Buffer> {
  if (!served.originals) throw new Refusal(404, 'The image is not in the run folder')
  try {
    const bytes = await served.originals.read(row)
    return await sharp(bytes, { limitInputPixels: PIXEL_LIMIT })
      .rotate()
      .resize(side, side, { fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 82 })
      .toBuffer()
  } catch (cause) {
    throw Object.assign(new Refusal(404, 'The image cannot be read'), { cause })
  }
}
