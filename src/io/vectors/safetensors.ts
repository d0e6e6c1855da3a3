import { DataError } from '../../run/errors.ts'
import { parseJson } from '../files/parse-json.ts'
import { readBytes } from '../files/read-bytes.ts'
import { type DType, itemSize } from './dtype.ts'
import { matrixShape } from './npy.ts'
import { chooseKey } from './npz.ts'
import { fileRows, openRows, type RowLayout, type RowReader } from './row-reader.ts'

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

/** Bytes of a header, which the format lets be six times as long: a hundred thousand tensors. */
const MAX_HEADER = 2 ** 24

/**
 * Rows of one tensor of a `.safetensors` file, read on demand.
 *
 * @param key - Name of the tensor. @default the only one
 * @throws DataError if the file is missing or damaged, the tensor is not there, or it is not two-dimensional.
 * @see The format: https://huggingface.co/docs/safetensors
 */
export function openSafetensorRows(path: string, key?: string): Promise<RowReader> {
  return openRows(path, async (file, size) => {
    const fail = (found: string) => new DataError(`Cannot read "${path}": ${found}`, { path })
    if (size < 8) throw fail(`${size} bytes, not a .safetensors file`)
    const start = await readBytes(file, path, 0, 8)
    const length = Number(new DataView(start.buffer).getBigUint64(0, true))
    if (length > size - 8 || length > MAX_HEADER) {
      throw fail(
        `its header claims ${length} bytes, expected at most ${Math.min(size - 8, MAX_HEADER)}; not a .safetensors file, or cut off`,
      )
    }
    const header = parseHeader(await readBytes(file, path, 8, length), fail)
    checkCoverage(header, size - 8 - length, fail)
    const name = chooseKey(path, [...header.keys()], key)
    return fileRows(path, file, tensorLayout(path, name, header.get(name), 8 + length, fail))
  })
}

type Fail = (found: string) => DataError

function parseHeader(bytes: Uint8Array, fail: Fail): Map<string, unknown> {
  try {
    const header = parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    if (typeof header !== 'object' || header === null) throw new SyntaxError('no object')
    const entries = Object.entries(header)
    return new Map(entries.filter(([name]) => name !== '__metadata__'))
  } catch (cause) {
    throw fail(`its header is not JSON, ${(cause as Error).message}`)
  }
}

/** The tensors lie one after the other, from the first byte to the last. */
function checkCoverage(header: ReadonlyMap<string, unknown>, size: number, fail: Fail): void {
  const ranges = [...header].map(([name, tensor]) => {
    const { data_offsets: range } = (tensor ?? {}) as Record<string, unknown>
    if (!isSizes(range) || range.length !== 2)
      throw fail(`the entry of tensor "${name}" is damaged`)
    return { name, begin: range[0] as number, end: range[1] as number }
  })
  let at = 0
  for (const { name, begin, end } of ranges.sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== at || end > size) {
      throw fail(
        `tensor "${name}" lies at bytes ${begin} to ${end} of ${size}, expected it to begin at ${at}; the file is cut off or damaged`,
      )
    }
    at = end
  }
  if (at !== size) throw fail(`its tensors end at byte ${at} of ${size}`)
}

function tensorLayout(
  path: string,
  name: string,
  tensor: unknown,
  start: number,
  fail: Fail,
): RowLayout {
  const { dtype: code, shape, data_offsets: range } = (tensor ?? {}) as Record<string, unknown>
  const dtype = typeof code === 'string' && Object.hasOwn(TYPES, code) ? TYPES[code] : undefined
  if (dtype === undefined)
    throw fail(`tensor "${name}" has type ${code}, expected F16, BF16, F32 or F64`)
  if (!isSizes(shape) || !isSizes(range)) throw fail(`the shape of tensor "${name}" is damaged`)
  const { rows, cols } = matrixShape(shape, `${path}:${name}`)
  const [begin = 0, end = 0] = range
  const needed = rows * cols * itemSize(dtype)
  if (end - begin !== needed) {
    throw fail(`tensor "${name}" has ${end - begin} bytes, expected ${needed} by its shape`)
  }
  return { rows, cols, dtype, littleEndian: true, offset: start + begin }
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0)
}
