import { storedThumbnail } from '../pipeline/stored-thumbnail.ts'
import { smallImage } from '../pipeline/thumbnails.ts'
import { Refusal } from './refusal.ts'
import type { ServedRun } from './served-run.ts'

/** Longer sides in pixels. */
const LARGE = 1280
const SMALL = 192

/** The thumbnail of an example as WebP: the run's own, else made now from the dataset's image. */
export async function thumbnail(served: ServedRun, row: number): Promise<Buffer> {
  const id = idOf(served, row)
  return (await storedThumbnail(served.run.folder, id)) ?? resized(served, row, SMALL)
}

/** The dataset's image, re-encoded as WebP so that no byte of a stranger's file reaches the browser. */
export function largeImage(served: ServedRun, row: number): Promise<Buffer> {
  idOf(served, row)
  return resized(served, row, LARGE)
}

function idOf({ run }: ServedRun, row: number): string {
  const id = run.examples.ids[row]
  if (id === undefined) throw new Refusal(404, 'No such example')
  return id
}

async function resized({ originals }: ServedRun, row: number, side: number): Promise<Buffer> {
  if (!originals) throw new Refusal(404, 'The image is not in the run folder')
  try {
    return await smallImage(await originals.read(row), side)
  } catch (cause) {
    throw Object.assign(new Refusal(404, 'The image cannot be read'), { cause })
  }
}
