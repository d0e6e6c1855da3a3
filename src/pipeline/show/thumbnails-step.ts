import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { writeBytes } from '../../io/files/write-atomic.ts'
import type { ImageSource } from '../../io/images/image-source.ts'
import { RUN_FILES } from '../../run/files.ts'
import { digestJson, type Step } from '../run-folder/steps.ts'
import { writeThumbnails } from './thumbnails.ts'

export interface ThumbnailsPlan {
  folder: string
  ids: readonly string[]
  images: ImageSource
  /** Everything that the pictures depend on, as JSON. */
  identity: unknown
}

/**
 * The step that gives the run folder a small copy of every image, so that it can be looked at wherever it is moved. It
 * keeps what an interrupted run has made, and nothing of other images: `thumbnails/made-from` tells them apart.
 */
export function thumbnailsStep({ folder, ids, images, identity }: ThumbnailsPlan): Step {
  const key = ['thumbnails', identity, digestJson(ids)]
  const stamp = join(RUN_FILES.thumbnails, 'made-from')
  return {
    name: 'thumbnails',
    key,
    run: async (effects) => {
      const madeFrom = await readFile(join(folder, stamp), 'utf8').catch(() => '')
      if (madeFrom !== digestJson(key)) {
        await rm(join(folder, RUN_FILES.thumbnails), { recursive: true, force: true })
        await writeBytes(join(folder, stamp), digestJson(key))
      }
      await writeThumbnails(images, ids, folder, effects)
      return { outputs: [stamp] }
    },
  }
}
