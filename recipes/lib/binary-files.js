// CIFAR's binary batches and MNIST's idx files, as their owners publish them.
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

const SIDE = 32
const PLANE = SIDE * SIDE

/**
 * Records of CIFAR binary files: label bytes, then 1,024 red, 1,024 green and 1,024 blue ones, row by row.
 *
 * @param {string[]} files - Read one after the other.
 * @param {number} labelBytes - 1 (CIFAR-10) or 2 (CIFAR-100: coarse, fine).
 * @returns {{ labels: Uint8Array[], pixels: (row: number) => Buffer, count: number }} One array a label byte;
 *   pixels are RGB, interleaved.
 */
export function readCifar(files, labelBytes) {
  const record = labelBytes + 3 * PLANE
  const parts = files.map((file) => {
    const bytes = readFileSync(file)
    if (bytes.length === 0 || bytes.length % record !== 0) {
      throw new Error(
        `Cannot read "${file}": ${bytes.length} bytes, expected a multiple of ${record}`,
      )
    }
    return bytes
  })
  const bytes = Buffer.concat(parts)
  const count = bytes.length / record
  const labels = Array.from({ length: labelBytes }, (_, k) =>
    Uint8Array.from({ length: count }, (__, row) => bytes[row * record + k]),
  )
  const pixels = (row) => {
    const start = row * record + labelBytes
    const rgb = Buffer.alloc(3 * PLANE)
    for (let i = 0; i < PLANE; i++) {
      for (let c = 0; c < 3; c++) rgb[3 * i + c] = bytes[start + c * PLANE + i]
    }
    return rgb
  }
  return { labels, pixels, count }
}

/**
 * An idx file of unsigned bytes, gzipped or not: magic 0 0 8 and the number of dimensions, sizes as big-endian int32.
 *
 * @returns {{ shape: number[], data: Uint8Array }}
 */
export function readIdx(file) {
  const raw = readFileSync(file)
  const bytes = raw[0] === 0x1f && raw[1] === 0x8b ? gunzipSync(raw) : raw
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0 || bytes[2] !== 8) {
    throw new Error(`Cannot read "${file}": no idx file of unsigned bytes`)
  }
  const shape = Array.from({ length: bytes[3] }, (_, i) => bytes.readInt32BE(4 + 4 * i))
  const start = 4 + 4 * shape.length
  const size = shape.reduce((product, side) => product * side, 1)
  if (bytes.length !== start + size) {
    throw new Error(`Cannot read "${file}": ${bytes.length} bytes, expected ${start + size}`)
  }
  return { shape, data: bytes.subarray(start) }
}
