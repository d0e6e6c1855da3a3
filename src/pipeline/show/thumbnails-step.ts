import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { writeBytes } from '../../io/files/write-atomic.ts'
import { digestImages, type ImageSource } from '../../io/images/image-source.ts'
import { RUN_FILES } from '../../run/files.ts'
import { dependsOn } from '../run-folder/depends-on.ts'
import { digestTexts } from '../run-folder/digest-table.ts'
import type { Step } from '../run-folder/steps.ts'
import { writeThumbnails } from './thumbnails.ts'

/**
 * The step that gives the run folder a small copy of every image, so that it can be looked at wherever it is moved. It
 * keeps what an interrupted run has made, and nothing of other images: `thumbnails/made-from` tells them apart.
 */
export async function thumbnailsStep(ids: readonly string[], images: ImageSource): Promise<Step> {
  const key = dependsOn('thumbnails', {
    images: await digestImages(images),
    rows: digestTexts(ids),
    models: null,
    vectors: null,
    captions: null,
    settings: null,
    results: null,
  })
  const stamp = join(RUN_FILES.thumbnails, 'made-from')
  return {
    name: 'thumbnails',
    key,
    run: async ({ folder }, effects) => {
      const madeFrom = await readFile(join(folder, stamp), 'utf8').catch(() => '')
      if (madeFrom !== key) {
        await rm(join(folder, RUN_FILES.thumbnails), { recursive: true, force: true })
        await writeBytes(join(folder, stamp), key)
      }
      await writeThumbnails(images, ids, folder, effects)
      return { outputs: [], folders: [RUN_FILES.thumbnails] }
    },
  }
}
