const bits = new Uint32Array(1)
const float = new Float32Array(bits.buffer)

/**
 * Value of an IEEE 754 half-precision number: 1 bit sign, 5 bits exponent, 10 bits fraction.
 *
 * @param half - Its 16 bits.
 */
export function decodeFloat16(half: number): number {
  const sign = half & 0x8000 ? -1 : 1
  const exponent = (half >> 10) & 31
  const fraction = half & 1023
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY
  if (exponent === 0) return sign * fraction * 2 ** -24
  return sign * (1024 + fraction) * 2 ** (exponent - 25)
}

/** Value of a bfloat16 number: the upper 16 bits of a float32. */
export function decodeBfloat16(upper: number): number {
  bits[0] = upper << 16
  return float[0] as number
}
