import type { Pixels } from '../../run/config.ts'
import type { RgbImage } from './rgb-image.ts'

/** How pixel values become a model's numbers: see `Pixels`. */
export interface Normalization extends Pick<Pixels, 'layout' | 'channels'> {
  mean: readonly number[]
  std: readonly number[]
}

/**
 * Input of a model: each channel of each pixel as (value / 255 - mean) / std.
 *
 * @param pixels - Mean and deviation a channel; one number stands for all channels.
 * @returns float32[c, height, width] for `nchw`, float32[height, width, c] for `nhwc`; c is 1 for `gray` (the luma
 *   .299 R + .587 G + .114 B), else 3.
 * @throws RangeError if mean or deviation have another length.
 */
export function imageTensor(
  { width, height, data }: RgbImage,
  { mean, std, layout, channels }: Normalization,
): Float32Array {
  const count = channels === 'gray' ? 1 : 3
  for (const list of [mean, std]) {
    if (list.length !== 1 && list.length !== count) {
      throw new RangeError(`mean and std of ${list.length} numbers, expected 1 or ${count}`)
    }
  }
  const area = width * height
  const out = new Float32Array(count * area)
  for (let channel = 0; channel < count; channel++) {
    const shift = at(mean, channel)
    const scale = at(std, channel)
    const start = layout === 'nchw' ? channel * area : channel
    const step = layout === 'nchw' ? 1 : count
    const normalized = (value: number) => (value / 255 - shift) / scale
    if (channels === 'gray') {
      for (let pixel = 0; pixel < area; pixel++) out[pixel] = normalized(luma(data, 3 * pixel))
      continue
    }
    const table = new Float32Array(256)
    for (let value = 0; value < 256; value++) table[value] = normalized(value)
    const offset = channels === 'bgr' ? 2 - channel : channel
    for (let pixel = 0; pixel < area; pixel++) {
      out[start + pixel * step] = table[data[3 * pixel + offset] as number] as number
    }
  }
  return out
}

function at(list: readonly number[], channel: number): number {
  return list[list.length === 1 ? 0 : channel] as number
}

function luma(data: Uint8Array, i: number): number {
  return (
    0.299 * (data[i] as number) + 0.587 * (data[i + 1] as number) + 0.114 * (data[i + 2] as number)
  )
}
