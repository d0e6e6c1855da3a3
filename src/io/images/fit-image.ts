import type { Pixels } from '../../run/config.ts'
import { resizeImage } from './resize-image.ts'
import type { RgbImage } from './rgb-image.ts'

/** How an image is brought to a size. */
export type Sizing = Pick<Pixels, 'size' | 'resize'> &
  Partial<Pick<Pixels, 'kernel' | 'shorterSide'>>

/**
 * An image in the size that a model takes.
 *
 * `squash` forces both sides; `crop` resizes until the image covers the size, or its shorter side is `shorterSide`, and
 * keeps the centre; `pad` resizes until it fits and puts black around it. An image that has the size already is not
 * resampled.
 */
export function fitImage(image: RgbImage, sizing: Sizing): RgbImage {
  const [height, width] = sides(sizing.size)
  const kernel = sizing.kernel ?? 'linear'
  if (sizing.resize === 'squash') return resizeImage(image, width, height, kernel)
  const [across, down] = [width / image.width, height / image.height]
  const scale =
    sizing.resize === 'pad'
      ? Math.min(across, down)
      : sizing.shorterSide
        ? sizing.shorterSide / Math.min(image.width, image.height)
        : Math.max(across, down)
  const full = {
    width: fullSide(image.width, scale, width),
    height: fullSide(image.height, scale, height),
  }
  return placeCentre(resizeImage(image, full.width, full.height, kernel), width, height)
}

/** A side is cut down to whole pixels as torchvision does; rounding must not miss the wanted length. */
function fullSide(from: number, scale: number, wanted: number): number {
  const length = from * scale
  return Math.abs(length - wanted) < 1e-6 ? wanted : Math.max(1, Math.trunc(length + 1e-6))
}

/** Height and width of a configured size. */
export function sides(size: Pixels['size']): readonly [height: number, width: number] {
  return typeof size === 'number' ? [size, size] : size
}

/** The centre of an image, or the image in the centre, with black where it has no pixels. */
function placeCentre(image: RgbImage, width: number, height: number): RgbImage {
  if (image.width === width && image.height === height) return image
  const data = new Uint8Array(3 * width * height)
  const left = Math.trunc((image.width - width) / 2)
  const top = Math.trunc((image.height - height) / 2)
  const [fromX, toX] = [Math.max(0, left), Math.min(image.width, left + width)]
  for (let y = Math.max(0, top); y < Math.min(image.height, top + height); y++) {
    const line = image.data.subarray(3 * (y * image.width + fromX), 3 * (y * image.width + toX))
    data.set(line, 3 * ((y - top) * width + fromX - left))
  }
  return { width, height, data }
}
