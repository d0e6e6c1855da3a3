import { storedThumbnail } from '../pipeline/show/stored-thumbnail.ts'
import { smallImage } from '../pipeline/show/thumbnails.ts'
import { Refusal } from './refusal.ts'
import type { ServedRun } from './served-run.ts'

/** Longer sides in pixels. */
const LARGE = 1280
const SMALL = 192

/** The thumbnail of an example as WebP: the run's own, else made now from the dataset's image; undefined = neither. */
export async function thumbnail(served: ServedRun, row: number): Promise<Buffer | undefined> {
  const stored = await storedThumbnail(served.run.folder, idOf(served, row))
  return stored ?? resized(served, row, SMALL)
}

/** The dataset's image, re-encoded as WebP so that no byte of a stranger's file reaches the browser. */
export async function largeImage(served: ServedRun, row: number): Promise<Buffer | undefined> {
  idOf(served, row)
  return resized(served, row, LARGE)
}

function idOf({ run }: ServedRun, row: number): string {
  const id = run.examples.ids[row]
  if (id === undefined) throw new Refusal(404, 'No such example')
  return id
}

async function resized(
  { originals }: ServedRun,
  row: number,
  side: number,
): Promise<Buffer | undefined> {
  try {
    return originals && (await smallImage(await originals.read(row), side))
  } catch {
    return undefined // missing or damaged: the page shows its place instead
  }
}
