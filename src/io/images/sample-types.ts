import { DataError } from '../../run/errors.ts'

/**
 * RGB of CMYK as Pillow converts it: (255 - k) less its share of c, m or y, rounded.
 *
 * @param cmyk - uint8[n, 4], 0 = no ink.
 * @returns uint8[n, 3]
 * @see Pillow, `Convert.c`, `cmyk2rgb`
 */
export function rgbOfCmyk(cmyk: Uint8Array): Uint8Array {
  const out = new Uint8Array((cmyk.length / 4) * 3)
  for (let from = 0, at = 0; from < cmyk.length; from += 4, at += 3) {
    const light = 255 - (cmyk[from + 3] as number)
    for (let ink = 0; ink < 3; ink++) {
      out[at + ink] = light - Math.round((light * (cmyk[from + ink] as number)) / 255)
    }
  }
  return out
}

/**
 * RGB of samples of 32 bits or more, which have no fixed range: all within 0 and 1 are that share of 255, all within 0 and
 * 255 are what they are, and others are refused.
 *
 * @param bytes - float32[n, channels], of 1 or 3 channels.
 */
export function rgbOfWideSamples(bytes: Uint8Array, channels: number, name: string): Uint8Array {
  const samples = new Float32Array(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
  )
  let least = Number.POSITIVE_INFINITY
  let most = Number.NEGATIVE_INFINITY
  for (const sample of samples) {
    least = Math.min(least, sample) // NaN stays
    most = Math.max(most, sample)
  }
  if (!(least >= 0 && most <= 255)) {
    throw new DataError(
      `Cannot read image "${name}": samples of 32 bits from ${least} to ${most}, expected 0 to 1 or 0 to 255`,
      { path: name, hint: 'save it with 8 or 16 bits a sample' },
    )
  }
  const scale = most <= 1 ? 255 : 1
  const out = new Uint8Array((samples.length / channels) * 3)
  for (let i = 0; i < out.length; i++) {
    const from = channels === 3 ? i : Math.trunc(i / 3) * channels
    out[i] = (samples[from] as number) * scale
  }
  return out
}
