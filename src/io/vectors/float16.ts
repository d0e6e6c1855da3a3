const bits = new Uint32Array(1)
const float = new Float32Array(bits.buffer)

/** Values of all half-precision numbers, by their 16 bits; made when the first is decoded in bulk. */
let values: Float32Array | undefined

/** Values of half-precision numbers: looked up, which is ten times as fast as computing them. */
export function decodeFloat16s(halves: Uint16Array, out: Float32Array | Float64Array): void {
  values ??= Float32Array.from({ length: 65_536 }, (_, half) => decodeFloat16(half))
  for (let i = 0; i < out.length; i++) out[i] = values[halves[i] as number] as number
}

/** Value of an IEEE 754 half-precision number: 1 bit sign, 5 bits exponent, 10 bits fraction. */
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
