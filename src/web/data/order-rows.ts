const BITS = 16
const SIZE = 1 << BITS

/**
 * Row numbers in ascending order of their value, equal ones in row order, NaN last. Linear: a radix sort over the bits of the
 * numbers, without a comparison a pair. The bits travel with their rows, so that memory is read in order.
 *
 * @param values - float64[n].
 * @param descending - The greatest first; NaN is last all the same.
 */
export function orderRows(values: Float64Array, descending = false): Int32Array<ArrayBuffer> {
  const n = values.length
  let keys = sortableBits(values, descending)
  let rows = new Int32Array(n)
  for (let row = 0; row < n; row++) rows[row] = row
  let [nextKeys, nextRows] = [new Uint32Array(n * 2), new Int32Array(n)]
  for (const [word, shift] of [
    [0, 0],
    [0, BITS],
    [1, 0],
    [1, BITS],
  ] as const) {
    const starts = new Int32Array(SIZE + 1)
    for (let i = 0; i < n; i++) {
      const digit = ((keys[i * 2 + word] as number) >>> shift) & (SIZE - 1)
      starts[digit + 1] = (starts[digit + 1] as number) + 1
    }
    if (starts.includes(n, 1)) continue // all alike, as the last bits of numbers that were once shorter
    for (let d = 0; d < SIZE; d++) starts[d + 1] = (starts[d + 1] as number) + (starts[d] as number)
    for (let i = 0; i < n; i++) {
      const [low, high] = [keys[i * 2] as number, keys[i * 2 + 1] as number]
      const digit = ((word === 0 ? low : high) >>> shift) & (SIZE - 1)
      const place = starts[digit] as number
      starts[digit] = place + 1
      nextKeys[place * 2] = low
      nextKeys[place * 2 + 1] = high
      nextRows[place] = rows[i] as number
    }
    ;[keys, nextKeys] = [nextKeys, keys]
    ;[rows, nextRows] = [nextRows, rows]
  }
  return rows
}

/** Two words a number, the lower first, that order like the numbers. All machines that run browsers are little-endian. */
function sortableBits(values: Float64Array, descending: boolean): Uint32Array<ArrayBuffer> {
  const sign = descending ? -1 : 1
  const numbers = new Float64Array(values.length)
  for (let i = 0; i < values.length; i++) numbers[i] = sign * (values[i] as number) + 0 // no −0, which has other bits than 0
  const bits = new Uint32Array(numbers.buffer)
  for (let i = 0; i < values.length; i++) {
    const top = bits[i * 2 + 1] as number
    if (Number.isNaN(numbers[i])) bits.fill(0xffffffff, i * 2, i * 2 + 2)
    else if (top >>> 31 === 1) {
      // Of a negative one all bits are flipped, of others the sign.
      bits[i * 2] = ~(bits[i * 2] as number)
      bits[i * 2 + 1] = ~top
    } else bits[i * 2 + 1] = top | 0x80000000
  }
  return bits
}
