import sharp, { type Sharp } from 'sharp'
import type { Pixels } from '../run/config.ts'
import { DataError } from '../run/errors.ts'

/** Pixels of an image, row by row from the top left, red, green, blue: uint8[height, width, 3]. */
export interface RgbImage {
  width: number
  height: number
  data: Uint8Array
}

/** How an image is brought to a size. */
export type Sizing = Pick<Pixels, 'size' | 'resize'> &
  Partial<Pick<Pixels, 'kernel' | 'shorterSide'>>

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
 * An image that has the size already is not resampled; others are with one of libvips' kernels, linear by
 * default: as in Pillow's and torchvision's resizing of images, it widens when it shrinks, so nothing aliases.
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
  const size = await checkImage(bytes, name, maxPixels)
  const upright = sharp(bytes, { failOn: 'error', limitInputPixels: false })
    .autoOrient()
    .flatten({ background: '#fff' })
    .toColourspace('srgb')
  const [height, width] = sizing ? sides(sizing.size) : [size.height, size.width]
  const isThere = width === size.width && height === size.height && !sizing?.shorterSide
  const sized = isThere || !sizing ? upright : resized(upright, size, sizing)
  try {
    const { data, info } = await sized.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true })
    return { width: info.width, height: info.height, data: threeChannels(data, info.channels) }
  } catch (cause) {
    throw imageError(name, cause)
  }
}

/** Upright size of an image. @throws DataError if it cannot or must not be decoded. */
async function checkImage(bytes: Uint8Array, name: string, maxPixels: number) {
  const { format, width, height, autoOrient } = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch((cause) => {
      throw imageError(name, cause)
    })
  if (!FORMATS.has(format)) {
    throw new DataError(
      `Cannot read image "${name}": format ${format}, expected JPEG, PNG, WebP, GIF, TIFF or AVIF`,
      {
        path: name,
      },
    )
  }
  if (width * height > maxPixels) {
    throw new DataError(
      `Cannot read image "${name}": ${width} x ${height} pixels, expected at most ${maxPixels} in all`,
      { path: name, hint: 'make the image smaller' },
    )
  }
  return autoOrient
}

function resized(image: Sharp, from: { width: number; height: number }, sizing: Sizing): Sharp {
  const [height, width] = sides(sizing.size)
  const kernel = sizing.kernel ?? 'linear'
  const options = { kernel, background: '#000', fastShrinkOnLoad: false }
  if (sizing.resize !== 'crop' || !sizing.shorterSide) {
    const fit = { squash: 'fill', crop: 'cover', pad: 'contain' } as const
    return image.resize({ width, height, fit: fit[sizing.resize], ...options })
  }
  const shorter = Math.min(from.width, from.height)
  const full = {
    width: Math.max(width, Math.trunc((from.width * sizing.shorterSide) / shorter)),
    height: Math.max(height, Math.trunc((from.height * sizing.shorterSide) / shorter)),
  }
  const left = Math.round((full.width - width) / 2)
  const top = Math.round((full.height - height) / 2)
  return image.resize({ ...full, fit: 'fill', ...options }).extract({ left, top, width, height })
}

/** Height and width of a configured size. */
export function sides(size: Pixels['size']): readonly [height: number, width: number] {
  return typeof size === 'number' ? [size, size] : size
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
