import { realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { openFile, readBytes } from '../../io/files/read-bytes.ts'
import { RUN_FILES, thumbnailName } from '../../run/files.ts'

/** Bytes; ours have a hundredth of it. What a stranger's run folder calls a thumbnail may have any number. */
const LARGEST = 2 ** 22

/** The thumbnail that a run folder holds of an example; undefined if there is none inside it that is WebP. */
export async function storedThumbnail(folder: string, id: string): Promise<Buffer | undefined> {
  try {
    const [root, path] = await Promise.all([
      realpath(folder),
      realpath(join(folder, RUN_FILES.thumbnails, thumbnailName(id))),
    ])
    if (!path.startsWith(root + sep)) return undefined
    const { file, size } = await openFile(path)
    try {
      if (size > LARGEST) return undefined
      const bytes = Buffer.from((await readBytes(file, path, 0, size)).buffer)
      return isWebp(bytes) ? bytes : undefined
    } finally {
      await file.close()
    }
  } catch {
    return undefined // not written: the caller makes one from the original, or shows none
  }
}

const isWebp = (bytes: Buffer) =>
  bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP'
