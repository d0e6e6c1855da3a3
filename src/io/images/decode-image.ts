import sharp from 'sharp'
import type { Pixels } from '../../run/config.ts'
import { DataError } from '../../run/errors.ts'
import { budget } from '../files/budget.ts'
import { decodedBefore } from './decoded-before.ts'
import { fitImage, type Sizing } from './fit-image.ts'
import type { RgbImage } from './rgb-image.ts'
import { rgbOfCmyk, rgbOfWideSamples } from './sample-types.ts'

/** An image and what was found on the way to its pixels. */
export interface DecodedImage extends RgbImage {
  /** It was set upright as its EXIF says, and a loader without that step would see it lying. */
  wasTurned: boolean
  /** All pixels are equal, before any resizing. */
  isOneColour: boolean
  /** A viewer shows these very pixels, before any resizing: no turn, colour profile or transparency was left out. */
  isAsShown: boolean
}

export interface DecodeOptions {
  /** @default 'upright' */
  orientation?: Pixels['orientation']
}

/** Larger images are refused. */
const MAX_PIXELS = 100_000_000
const EXPECTED = 'expected JPEG, PNG, WebP, GIF, TIFF or AVIF'
const FORMATS = new Set(['jpeg', 'png', 'webp', 'gif', 'tiff', 'heif', 'avif'])

/** Bytes of pixels in memory at the same time: a photo of 12 megapixels takes 48 of these 256 million. */
const PIXEL_BYTES = 256e6
const decodeWithin = budget(PIXEL_BYTES)

/**
 * Pixels of an encoded image, as the loaders give them that models are trained with: JPEG, PNG, WebP, GIF (first frame),
 * TIFF (first page) or AVIF.
 *
 * Colours are those stored: a colour profile is ignored, CMYK becomes RGB by Pillow's formula, transparency is dropped
 * and the colours under it stay, gray becomes three equal channels. 16 bits a sample are divided by 256, which Pillow does
 * for colour; it clips gray ones to white instead. The EXIF turn is made as Hugging Face `datasets` makes it;
 * `orientation: 'stored'` leaves it out as torchvision does. Resizing is Pillow's, to the last bit.
 *
 * Decodes wait for each other where together they would take more than 256 MB.
 *
 * @param sizing - Without it the image keeps its size.
 * @throws DataError if the bytes are damaged, cut off, of another format, or too many pixels.
 * @see Pillow, `Image.convert('RGB')`: https://pillow.readthedocs.io/en/stable/reference/Image.html
 * @see Jain et al. 2023, appendix: images are squashed to the input size.
 */
export async function decodeImage(
  bytes: Uint8Array,
  name: string,
  sizing?: Sizing,
  options: DecodeOptions = {},
): Promise<DecodedImage> {
  const { orientation = 'upright' } = options
  const fit = (image: DecodedImage) => (sizing ? { ...image, ...fitImage(image, sizing) } : image)
  const { image: known, keep } = decodedBefore<DecodedImage>(bytes, orientation)
  if (known) return fit(known)
  const decode = async (isAlone: boolean): Promise<DecodedImage> => {
    try {
      const cost = isAlone ? PIXEL_BYTES : 1
      const header = await decodeWithin(cost, () => readHeader(bytes, name))
      return await decodeWithin(isAlone ? cost : 4 * header.width * header.height, async () => {
        const isUpright = orientation === 'upright' || header.isTiff
        const image = await readPixels(bytes, name, header, isUpright)
        const decoded = {
          ...image,
          wasTurned: isUpright && header.isLying && !header.isTiff,
          isOneColour: hasOneColour(image),
          isAsShown: header.isPlain && !header.isLying,
        }
        keep(decoded)
        return fit(decoded)
      })
    } catch (cause) {
      if (cause instanceof DataError) throw cause
      // libvips keeps one list of errors for all threads: only a decode that runs alone can tell its own.
      if (!isAlone) return decode(true)
      const said = (cause as Error).message.split('\n', 1)[0] ?? ''
      const reason = /unsupported image format/.test(said) ? `of another format, ${EXPECTED}` : said
      throw new DataError(`Cannot read image "${name}": ${reason}`, {
        path: name,
        cause,
        hint: 'replace the file, or remove its row',
      })
    }
  }
  return decode(false)
}

/**
 * Pixels of a small image as a viewer shows them, without decoding it again; undefined unless it was decoded before and
 * these are they.
 */
export function knownPixels(bytes: Uint8Array): RgbImage | undefined {
  const known = (['upright', 'stored'] as const).map(
    (orientation) => decodedBefore<DecodedImage>(bytes, orientation).image,
  )
  return known.find((image) => image?.isAsShown)
}

interface Header {
  width: number
  height: number
  /** EXIF says that it has to be turned or mirrored. */
  isLying: boolean
  /** Pillow itself sets a TIFF upright, so all loaders do. */
  isTiff: boolean
  isCmyk: boolean
  /** Samples of 32 bits or more, integers or floats. */
  isWide: boolean
  /** Gray or RGB of 8 bits, without a colour profile or transparency. */
  isPlain: boolean
}

async function readHeader(bytes: Uint8Array, name: string): Promise<Header> {
  const { format, width, height, orientation, space, depth, hasProfile, hasAlpha } = await sharp(
    bytes,
    { limitInputPixels: false },
  ).metadata()
  if (!FORMATS.has(format)) {
    throw new DataError(`Cannot read image "${name}": format ${format}, ${EXPECTED}`, {
      path: name,
    })
  }
  if (width * height > MAX_PIXELS) {
    throw new DataError(
      `Cannot read image "${name}": ${width} x ${height} pixels, expected at most ${MAX_PIXELS} in all`,
      { path: name, hint: 'make the image smaller' },
    )
  }
  const isWide = !['uchar', 'ushort'].includes(depth ?? '')
  const isPlain =
    depth === 'uchar' && ['srgb', 'b-w'].includes(space ?? '') && !hasProfile && !hasAlpha
  return {
    width,
    height,
    isLying: (orientation ?? 1) > 1,
    isTiff: format === 'tiff',
    isCmyk: space === 'cmyk',
    isWide,
    isPlain,
  }
}

async function readPixels(
  bytes: Uint8Array,
  name: string,
  { isCmyk, isWide }: Header,
  isUpright: boolean,
): Promise<RgbImage> {
  const stored = sharp(bytes, { failOn: 'error', limitInputPixels: false, ignoreIcc: true })
  const placed = isUpright ? stored.autoOrient() : stored
  const coloured = isCmyk
    ? placed.pipelineColourspace('cmyk').toColourspace('cmyk')
    : placed.removeAlpha().toColourspace('srgb')
  const { data, info } = await coloured
    .raw({ depth: isWide ? 'float' : 'uchar' })
    .toBuffer({ resolveWithObject: true })
  const { width, height, channels } = info
  if (isCmyk) return { width, height, data: rgbOfCmyk(data) }
  if (isWide) return { width, height, data: rgbOfWideSamples(data, channels, name) }
  if (channels !== 3) throw new RangeError(`${channels} channels of "${name}", expected 3`)
  return { width, height, data }
}

function hasOneColour({ data }: RgbImage): boolean {
  for (let i = 3; i < data.length; i++) if (data[i] !== data[i - 3]) return false
  return true
}
