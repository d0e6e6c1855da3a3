import { readFile, realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { RUN_FILES, thumbnailName } from '../../run/files.ts'

/** The thumbnail that a run folder holds of an example; undefined if there is none inside it that is WebP. */
export async function storedThumbnail(folder: string, id: string): Promise<Buffer | undefined> {
  try {
    const [root, path] = await Promise.all([
      realpath(folder),
      realpath(join(folder, RUN_FILES.thumbnails, thumbnailName(id))),
    ])
    if (!path.startsWith(root + sep)) return undefined
    const bytes = await readFile(path)
    return isWebp(bytes) ? bytes : undefined
  } catch {
    return undefined // not written: the caller makes one from the original, or shows none
  }
}

const isWebp = (bytes: Buffer) =>
  bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP'
