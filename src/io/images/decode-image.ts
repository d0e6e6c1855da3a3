import sharp, { type Sharp } from 'sharp'
import { DataError } from '../../run/errors.ts'
import { fitImage, type Sizing } from './fit-image.ts'
import type { RgbImage } from './rgb-image.ts'

export interface DecodeOptions {
  /** Refuse larger images, in pixels. @default 100_000_000 */
  maxPixels?: number
}

const MAX_PIXELS = 100_000_000
const FORMATS = new Set(['jpeg', 'png', 'webp', 'gif', 'tiff', 'heif', 'avif'])

/**
 * Pixels of an encoded image: JPEG, PNG, WebP, GIF (first frame), TIFF or AVIF.
 *
 * EXIF orientation is honoured; transparent pixels lie on white; gray and CMYK become sRGB, 16 bits a channel 8.
 * Resizing is Pillow's, to the last bit, as models are trained with it through torchvision; libvips' own
 * shifts an image that it enlarges by half a pixel.
 *
 * @param name - For the error.
 * @param sizing - Without it the image keeps its size.
 * @throws DataError if the bytes are damaged, cut off, of another format, or too many pixels.
 * @see Jain et al. 2023, appendix: images are squashed to the input size.
 */
export async function decodeImage(
  bytes: Uint8Array,
  name: string,
  sizing?: Sizing,
  { maxPixels = MAX_PIXELS }: DecodeOptions = {},
): Promise<RgbImage> {
  const upright = await openImage(bytes, name, maxPixels)
  try {
    const { data, info } = await upright
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true })
    const { width, height, channels } = info
    const image = { width, height, data: threeChannels(data, channels) }
    return sizing ? fitImage(image, sizing) : image
  } catch (cause) {
    throw imageError(name, cause)
  }
}

/** An image that may be decoded, upright, in sRGB and without transparency; its pixels are not read yet. */
export async function openImage(
  bytes: Uint8Array,
  name: string,
  maxPixels: number = MAX_PIXELS,
): Promise<Sharp> {
  const { format, width, height } = await readHeader(bytes, name)
  if (!FORMATS.has(format)) {
    throw new DataError(
      `Cannot read image "${name}": format ${format}, expected JPEG, PNG, WebP, GIF, TIFF or AVIF`,
      { path: name },
    )
  }
  if (width * height > maxPixels) {
    throw new DataError(
      `Cannot read image "${name}": ${width} x ${height} pixels, expected at most ${maxPixels} in all`,
      { path: name, hint: 'make the image smaller' },
    )
  }
  return sharp(bytes, { failOn: 'error', limitInputPixels: false })
    .autoOrient()
    .flatten({ background: '#fff' })
    .toColourspace('srgb')
}

async function readHeader(bytes: Uint8Array, name: string) {
  try {
    return await sharp(bytes, { limitInputPixels: false }).metadata()
  } catch (cause) {
    throw imageError(name, cause)
  }
}

function threeChannels(data: Uint8Array, channels: number): Uint8Array {
  if (channels === 3) return data
  const out = new Uint8Array((data.length / channels) * 3)
  for (let i = 0, at = 0; i < out.length; i += 3, at += channels) {
    out[i] = data[at] as number
    out[i + 1] = data[at + (channels >= 3 ? 1 : 0)] as number
    out[i + 2] = data[at + (channels >= 3 ? 2 : 0)] as number
  }
  return out
}

/** What the decoder said, in one line, as a DataError. */
export function imageError(name: string, cause: unknown): DataError {
  if (cause instanceof DataError) return cause
  const reason = (cause as Error).message.split('\n', 1)[0]
  return new DataError(`Cannot read image "${name}": ${reason}`, {
    path: name,
    cause,
    hint: 'replace the file, or remove its row',
  })
}
