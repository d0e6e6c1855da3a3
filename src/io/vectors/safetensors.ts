import { DataError } from '../../run/errors.ts'
import { openFile, readBytes } from '../files/read-bytes.ts'
import { type DType, itemSize } from './dtype.ts'
import { matrixShape } from './npy.ts'
import { chooseKey } from './npz.ts'
import { fileRows, type RowLayout, type RowReader } from './row-reader.ts'

const TYPES: Record<string, DType> = {
  F16: 'float16',
  BF16: 'bfloat16',
  F32: 'float32',
  F64: 'float64',
  I8: 'int8',
  U8: 'uint8',
  I16: 'int16',
  U16: 'uint16',
  I32: 'int32',
  U32: 'uint32',
  I64: 'int64',
  U64: 'uint64',
  BOOL: 'bool',
}

/** Largest header that the format allows, in bytes. */
const MAX_HEADER = 100_000_000

/**
 * Rows of one tensor of a `.safetensors` file, read on demand.
 *
 * @param key - Name of the tensor. @default the only one
 * @throws DataError if the file is missing or damaged, the tensor is not there, or it is not two-dimensional.
 * @see The format: https://huggingface.co/docs/safetensors
 */
export async function openSafetensorRows(path: string, key?: string): Promise<RowReader> {
  const { file, size } = await openFile(path)
  try {
    const fail = (found: string) => new DataError(`Cannot read "${path}": ${found}`, { path })
    if (size < 8) throw fail(`${size} bytes, not a .safetensors file`)
    const start = await readBytes(file, path, 0, 8)
    const length = Number(new DataView(start.buffer).getBigUint64(0, true))
    if (length > size - 8 || length > MAX_HEADER) {
      throw fail(
        `its header claims ${length} bytes, expected at most ${size - 8}; not a .safetensors file, or cut off`,
      )
    }
    const header = parseHeader(await readBytes(file, path, 8, length), fail)
    const name = chooseKey(path, [...header.keys()], key)
    return fileRows(path, file, tensorLayout(path, name, header.get(name), 8 + length, size, fail))
  } catch (error) {
    await file.close()
    throw error
  }
}

type Fail = (found: string) => DataError

function parseHeader(bytes: Uint8Array, fail: Fail): Map<string, unknown> {
  try {
    const header: unknown = JSON.parse(new TextDecoder().decode(bytes))
    const entries = Object.entries(header as object)
    return new Map(entries.filter(([name]) => name !== '__metadata__'))
  } catch {
    throw fail('its header is not JSON')
  }
}

function tensorLayout(
  path: string,
  name: string,
  tensor: unknown,
  start: number,
  size: number,
  fail: Fail,
): RowLayout {
  const { dtype: code, shape, data_offsets: range } = (tensor ?? {}) as Record<string, unknown>
  const dtype = typeof code === 'string' && Object.hasOwn(TYPES, code) ? TYPES[code] : undefined
  if (dtype === undefined)
    throw fail(`tensor "${name}" has type ${code}, expected F16, BF16, F32 or F64`)
  if (!isSizes(shape) || !isSizes(range)) throw fail(`the entry of tensor "${name}" is damaged`)
  const { rows, cols } = matrixShape(shape, `${path}:${name}`)
  const [begin = 0, end = 0] = range
  const needed = rows * cols * itemSize(dtype)
  if (end - begin !== needed || start + end > size) {
    throw fail(
      `tensor "${name}" lies at bytes ${begin} to ${end} of ${size - start}, expected ${needed} bytes; the file is cut off or damaged`,
    )
  }
  return { rows, cols, dtype, littleEndian: true, offset: start + begin }
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0)
}
