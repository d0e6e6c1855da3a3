import { DataError } from '../../run/errors.ts'
import { readWhole } from '../files/read-bytes.ts'
import { writeBytes } from '../files/write-atomic.ts'
import { type DType, decodeNumbers, fitsFloat32, itemSize } from './dtype.ts'
import { formatNpyHeader, HEADER_LIMIT, parseNpyHeader } from './npy-header.ts'

/** An array of any shape, row-major: float32 where that is exact, float64 for wider types. */
export interface NumberArray {
  /** Type of the numbers in the file. */
  dtype: DType
  shape: readonly number[]
  data: Float32Array | Float64Array
}

/** Arrays that can be written. */
export type WritableNumbers = Float32Array | Float64Array | Int32Array | Uint8Array

/**
 * All of a `.npy` file. Column-major arrays are turned into row-major ones.
 *
 * @throws DataError if the file is missing, damaged or does not hold numbers.
 */
export async function readNpy(path: string): Promise<NumberArray> {
  return parseNpy(await readWhole(path), path)
}

/** The array in the bytes of a `.npy` file. */
export function parseNpy(bytes: Uint8Array, path: string): NumberArray {
  const header = parseNpyHeader(bytes.subarray(0, HEADER_LIMIT), path)
  const { dtype, shape, offset } = header
  const count = shape.reduce((product, size) => product * size, 1)
  checkSize(path, bytes.length, offset + count * itemSize(dtype))
  const data = fitsFloat32(dtype) ? new Float32Array(count) : new Float64Array(count)
  decodeNumbers(bytes.subarray(offset), dtype, header.littleEndian, data)
  return { dtype, shape, data: header.fortranOrder ? toRowMajor(data, shape) : data }
}

/** @throws DataError unless a file has as many bytes as its header promises, and no more. */
export function checkSize(path: string, found: number, expected: number): void {
  if (found === expected) return
  const state = found < expected ? 'it is cut off' : 'something is appended to it'
  throw new DataError(
    `Cannot read "${path}": ${found} bytes, expected ${expected} by its header; ${state}`,
    { path, hint: 'write or copy the file again' },
  )
}

/**
 * Rows and columns of a shape; sides of 1 behind the first count for nothing, so (n, 1, d) is (n, d).
 *
 * @throws DataError unless one or two dimensions are left, and at least one column.
 */
export function matrixShape(
  shape: readonly number[],
  path: string,
): { rows: number; cols: number } {
  const [rows, ...sides] = shape
  const [cols = 1, ...others] = sides.filter((side) => side !== 1)
  if (rows === undefined || others.length > 0 || cols === 0) {
    throw new DataError(
      `Cannot read "${path}" as vectors: shape (${shape.join(', ')}), expected (rows, dimensions)`,
      { path },
    )
  }
  return { rows, cols }
}

/** Writes an array, row-major, in its own type, whole or not at all. */
export function writeNpy(
  path: string,
  data: WritableNumbers,
  shape: readonly number[],
): Promise<void> {
  return writeBytes(path, formatNpy(data, shape))
}

/** Bytes of a `.npy` file. */
export function formatNpy(data: WritableNumbers, shape: readonly number[]): Uint8Array {
  const header = formatNpyHeader(codeOf(data), shape)
  const bytes = new Uint8Array(header.length + data.byteLength)
  bytes.set(header)
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), header.length)
  return bytes
}

function codeOf(data: WritableNumbers): string {
  if (data instanceof Float32Array) return '<f4'
  if (data instanceof Float64Array) return '<f8'
  return data instanceof Int32Array ? '<i4' : '|u1'
}

function toRowMajor<T extends Float32Array | Float64Array>(data: T, shape: readonly number[]): T {
  const out = data.slice() as T
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((a, b) => a * b, 1))
  const index = shape.map(() => 0)
  for (let i = 0; i < out.length; i++) {
    out[i] = data[
      index.reduce((sum, at, axis) => sum + at * (strides[axis] as number), 0)
    ] as number
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = (index[axis] as number) + 1
      if ((index[axis] as number) < (shape[axis] as number)) break
      index[axis] = 0
    }
  }
  return out
}
