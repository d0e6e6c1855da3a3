/** Resampling kernels, named as in libvips. */
export type Kernel = 'nearest' | 'linear' | 'cubic' | 'lanczos3'

/** Which pixels of a line make each pixel of its resized copy, and with what weight. */
export interface ResampleWeights {
  /** First pixel of each, int32[size]. */
  starts: Int32Array
  /** Pixels of each, int32[size]. */
  counts: Int32Array
  /** Largest count. */
  width: number
  /** In units of 2^-22, those of pixel i from i * width on, int32[size * width]; they sum up to 1. */
  weights: Int32Array
}

/** Bits behind the point of a weight: 8 bits of pixel and 2 for overshoot leave 22 of 32. */
export const WEIGHT_BITS = 22

const SUPPORT = { linear: 1, cubic: 2, lanczos3: 3 }

/**
 * Weights of a resized line. Pixel centres lie at half integers; where the line shrinks, the kernel is as much wider,
 * so nothing aliases. The same numbers as Pillow's, and so those of torchvision and of Hugging Face's processors.
 *
 * @see Pillow, "Concepts: Filters", https://pillow.readthedocs.io/en/stable/handbook/concepts.html#filters
 */
export function resampleWeights(from: number, to: number, kernel: Kernel): ResampleWeights {
  const scale = from / to
  if (kernel === 'nearest') {
    const starts = new Int32Array(to)
    // Added up and not multiplied: where a centre falls between two pixels, rounding decides as in Pillow.
    for (let i = 0, centre = scale / 2; i < to; i++, centre += scale) starts[i] = centre
    const weights = new Int32Array(to).fill(1 << WEIGHT_BITS)
    return { starts, counts: new Int32Array(to).fill(1), width: 1, weights }
  }
  const stretch = Math.max(1, scale)
  const reach = SUPPORT[kernel] * stretch
  const width = Math.ceil(reach) * 2 + 1
  const starts = new Int32Array(to)
  const counts = new Int32Array(to)
  const weights = new Int32Array(to * width)
  const raw = new Float64Array(width)
  for (let i = 0; i < to; i++) {
    const centre = (i + 0.5) * scale
    const start = Math.max(0, Math.trunc(centre - reach + 0.5))
    const count = Math.min(from, Math.trunc(centre + reach + 0.5)) - start
    let sum = 0
    for (let j = 0; j < count; j++) {
      raw[j] = kernelAt(kernel, (start + j + 0.5 - centre) / stretch)
      sum += raw[j] as number
    }
    for (let j = 0; j < count; j++) {
      weights[i * width + j] = roundAway(((raw[j] as number) / sum) * 2 ** WEIGHT_BITS)
    }
    starts[i] = start
    counts[i] = count
  }
  return { starts, counts, width, weights }
}

function kernelAt(kernel: Exclude<Kernel, 'nearest'>, distance: number): number {
  const x = Math.abs(distance)
  switch (kernel) {
    case 'linear':
      return Math.max(0, 1 - x)
    case 'cubic':
      // Keys' cubic convolution with a = -1/2.
      if (x < 1) return (1.5 * x - 2.5) * x * x + 1
      return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0
    case 'lanczos3':
      return x < 3 ? sinc(x) * sinc(x / 3) : 0
  }
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)
}

function roundAway(value: number): number {
  return Math.trunc(value < 0 ? value - 0.5 : value + 0.5)
}
