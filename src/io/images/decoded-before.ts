import { createHash } from 'node:crypto'
import type { RgbImage } from './rgb-image.ts'

/** Bytes of an encoded image, and of its pixels, that is remembered: what a larger one costs is its pixels. */
const SMALL = 2 ** 16
/** Bytes of pixels that are remembered in all. */
const MOST = 2 ** 27

const known = new Map<string, RgbImage>()
let bytesKnown = 0

/**
 * Small images as they were decoded before in this process, by their bytes and how they were asked for: to decode one takes
 * 2 to 3 ms, nearly all of it to set the decoder up, and classifier, encoder and `fix` ask for the same ones.
 * The first that come are kept: of a pass over more than fit, the next finds those again.
 *
 * @param how - What the pixels depend on besides the bytes.
 * @returns The image if it is known, and what keeps it otherwise.
 */
export function decodedBefore<T extends RgbImage>(
  bytes: Uint8Array,
  how: string,
): { image: T | undefined; keep: (image: T) => void } {
  if (bytes.length > SMALL) return { image: undefined, keep: () => {} }
  const key = `${createHash('sha256').update(bytes).digest('base64')} ${how}`
  const keep = (image: T) => {
    const size = image.data.length
    if (size > SMALL || bytesKnown + size > MOST || known.has(key)) return
    known.set(key, image)
    bytesKnown += size
  }
  return { image: known.get(key) as T | undefined, keep }
}
