import { createHash } from 'node:crypto'
import { join } from 'node:path'
import sharp from 'sharp'
import { writeBytes } from '../../io/files/write-atomic.ts'
import type { Effects } from '../../run/effects.ts'
import { RunError } from '../../run/errors.ts'
import type { Run } from '../run-folder/open-run.ts'
import { openOriginals } from '../run-folder/originals.ts'
import type { ExportedExample } from './exported-examples.ts'

/** An example whose image was copied for another tool. */
export interface ImageExample extends ExportedExample {
  /** Name of the copy: the key of the example and the extension of its format. */
  file: string
  /** Upright, in pixels. */
  width: number
  height: number
}

/** Where a format's own name is not what its files end in. */
const EXTENSIONS: Record<string, string> = { jpeg: 'jpg', tiff: 'tif', heif: 'heic' }

/**
 * Name of an example in another tool: its row and 32 bits of the digest of its id, so that no text of a stranger becomes a
 * file name, and labels that come back are not taken for those of another run.
 *
 * @example
 * exampleKey({ row: 12, id: '../x.png' }) // => '000012-d40dc2c1'
 */
export const exampleKey = ({ row, id }: Pick<ExportedExample, 'row' | 'id'>): string =>
  `${String(row).padStart(6, '0')}-${createHash('sha256').update(id).digest('hex').slice(0, 8)}`

/**
 * Copies the images of examples into a folder, bytes as they are. Those that cannot be read are left out, with a warning.
 *
 * @throws RunError if there is none of them.
 */
export async function copyImages(
  run: Run,
  examples: readonly ExportedExample[],
  folder: string,
  effects: Effects = {},
): Promise<ImageExample[]> {
  const originals = await openOriginals(run)
  const copied: ImageExample[] = []
  let fault: unknown
  for (const [done, example] of examples.entries()) {
    effects.signal?.throwIfAborted()
    effects.onProgress?.({ step: 'images', done, total: examples.length, unit: 'images' })
    try {
      if (!originals) throw new Error('the files of its dataset are not there')
      const bytes = await originals.read(example.row)
      const { format, autoOrient } = await sharp(bytes).metadata()
      const file = `${exampleKey(example)}.${EXTENSIONS[format] ?? format}`
      await writeBytes(join(folder, file), bytes)
      copied.push({ ...example, file, width: autoOrient.width, height: autoOrient.height })
    } catch (error) {
      fault ??= error
    }
  }
  const left = examples.length - copied.length
  const reason = fault instanceof Error ? fault.message : String(fault)
  if (examples.length > 0 && copied.length === 0) {
    throw new RunError(`Cannot export images of run "${run.folder}": ${reason}`, {
      folder: run.folder,
      hint: '--to csv and --to jsonl need no images',
    })
  }
  if (left > 0) {
    const message = `${left} of ${examples.length} images could not be read and are left out; the first: ${reason}`
    effects.onWarning?.({ code: 'images-left-out', message })
  }
  return copied
}
