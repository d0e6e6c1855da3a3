import { DataError } from '../../run/errors.ts'
import { DTYPES, type DType, itemSize } from './dtype.ts'

/** What a `.npy` file says of its numbers. */
export interface NpyHeader {
  dtype: DType
  littleEndian: boolean
  /** Column-major. */
  fortranOrder: boolean
  shape: number[]
  /** Byte at which the numbers begin. */
  offset: number
}

/** The type of a code, which is its first letter and its size in bytes: f4. NumPy has no bfloat16. */
const TYPES = new Map(
  DTYPES.filter((dtype) => dtype !== 'bfloat16').map((dtype) => [
    `${dtype.charAt(0)}${itemSize(dtype)}`,
    dtype,
  ]),
)

const MAGIC = '\x93NUMPY'

/** Bytes of the start of a file that hold any header we accept; that of a matrix of numbers has 128. */
export const HEADER_LIMIT = 4096

/**
 * Header of a `.npy` file, versions 1 to 3.
 *
 * @param bytes - Start of the file, {@link HEADER_LIMIT} bytes or the whole of a shorter one.
 * @throws DataError on anything that is no `.npy` file of plain numbers.
 * @see The format: https://numpy.org/doc/1.26/reference/generated/numpy.lib.format.html
 */
export function parseNpyHeader(bytes: Uint8Array, path: string): NpyHeader {
  const fail = (found: string, hint?: string) =>
    new DataError(`Cannot read "${path}": ${found}`, { path, hint })
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 12 || latin1(bytes.subarray(0, 6)) !== MAGIC) {
    throw fail('not a .npy file, expected it to begin with \\x93NUMPY')
  }
  const version = bytes[6] as number
  if (version < 1 || version > 3) throw fail(`.npy version ${version}, expected 1, 2 or 3`)
  const start = version === 1 ? 10 : 12
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true)
  if (start + length > bytes.length) {
    throw fail(`its header claims ${length} bytes, expected at most ${bytes.length - start}`)
  }
  const text = latin1(bytes.subarray(start, start + length))
  const descr = /'descr'\s*:\s*'([^']*)'/.exec(text)?.[1]
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1]
  const shape = /'shape'\s*:\s*\(([\dL,\s]*)\)/.exec(text)?.[1]
  if (
    !/^\{.*\}\s*$/.test(text) ||
    order === undefined ||
    shape === undefined ||
    (descr === undefined && !/'descr'/.test(text))
  ) {
    throw fail('its header is damaged, expected descr, fortran_order and shape')
  }
  const keys = [...text.matchAll(/'(\w+)'\s*:/g)].map(([, key]) => key)
  if (keys.length !== 3) throw fail(`its header has the keys ${keys.join(', ')}, expected three`)
  const dtype = TYPES.get(descr?.slice(1) ?? '')
  if (descr === undefined || dtype === undefined || !'<>|='.includes(descr.charAt(0))) {
    throw fail(
      `numbers of type ${descr === undefined ? 'record' : `"${descr}"`}, expected bool, int, uint or float`,
      'save it with numpy.save(file, array.astype("float32"))',
    )
  }
  const sizes = [...shape.matchAll(/\d+/g)].map(([size]) => Number(size))
  const count = sizes.reduce((product, size) => product * size, 1)
  if (!Number.isSafeInteger(8 * count) || sizes.length > 32 || (count === 0 && sizes[0] !== 0)) {
    throw fail(`shape (${sizes.join(', ')}), expected rows of numbers`)
  }
  return {
    dtype,
    littleEndian: descr.charAt(0) !== '>',
    fortranOrder: order === 'True',
    shape: sizes,
    offset: start + length,
  }
}

/** Header of version 1 for little-endian numbers in row-major order, padded to a multiple of 64 bytes as numpy does. */
export function formatNpyHeader(code: string, shape: readonly number[]): Uint8Array {
  const dimensions = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const dictionary = `{'descr': '${code}', 'fortran_order': False, 'shape': (${dimensions}), }`
  const length = Math.ceil((10 + dictionary.length + 1) / 64) * 64 - 10
  const bytes = new Uint8Array(10 + length).fill(32)
  for (let i = 0; i < MAGIC.length; i++) bytes[i] = MAGIC.charCodeAt(i)
  bytes.set([1, 0, length & 255, length >> 8], 6)
  for (let i = 0; i < dictionary.length; i++) bytes[10 + i] = dictionary.charCodeAt(i)
  bytes[bytes.length - 1] = 10
  return bytes
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}
