import { decodeBfloat16, decodeFloat16, decodeFloat16s } from './float16.ts'

type Getter = (view: DataView, offset: number, littleEndian: boolean) => number

const GETTERS = {
  bool: { size: 1, get: (view, offset) => (view.getUint8(offset) ? 1 : 0) },
  int8: { size: 1, get: (view, offset) => view.getInt8(offset) },
  uint8: { size: 1, get: (view, offset) => view.getUint8(offset) },
  int16: { size: 2, get: (view, offset, little) => view.getInt16(offset, little) },
  uint16: { size: 2, get: (view, offset, little) => view.getUint16(offset, little) },
  int32: { size: 4, get: (view, offset, little) => view.getInt32(offset, little) },
  uint32: { size: 4, get: (view, offset, little) => view.getUint32(offset, little) },
  int64: { size: 8, get: (view, offset, little) => Number(view.getBigInt64(offset, little)) },
  uint64: { size: 8, get: (view, offset, little) => Number(view.getBigUint64(offset, little)) },
  float16: {
    size: 2,
    get: (view, offset, little) => decodeFloat16(view.getUint16(offset, little)),
  },
  bfloat16: {
    size: 2,
    get: (view, offset, little) => decodeBfloat16(view.getUint16(offset, little)),
  },
  float32: { size: 4, get: (view, offset, little) => view.getFloat32(offset, little) },
  float64: { size: 8, get: (view, offset, little) => view.getFloat64(offset, little) },
} satisfies Record<string, { size: number; get: Getter }>

/** Number types of array files. */
export type DType = keyof typeof GETTERS
export const DTYPES = Object.keys(GETTERS) as DType[]

/** Bytes of one number. */
export function itemSize(dtype: DType): number {
  return GETTERS[dtype].size
}

/** Whether float32 holds every value of the type exactly. */
export function fitsFloat32(dtype: DType): boolean {
  return itemSize(dtype) <= 2 || dtype === 'float32'
}

/**
 * Numbers stored in bytes, written to `out`. 64-bit integers beyond 2^53 are rounded.
 *
 * @param bytes - `out.length` numbers of the type.
 */
export function decodeNumbers(
  bytes: Uint8Array,
  dtype: DType,
  littleEndian: boolean,
  out: Float32Array | Float64Array,
): void {
  if (dtype === 'float32' && littleEndian && out instanceof Float32Array) {
    new Uint8Array(out.buffer, out.byteOffset, out.byteLength).set(
      bytes.subarray(0, 4 * out.length),
    )
    return
  }
  if (dtype === 'float16' && littleEndian && bytes.byteOffset % 2 === 0) {
    decodeFloat16s(new Uint16Array(bytes.buffer, bytes.byteOffset, out.length), out)
    return
  }
  const { size, get }: { size: number; get: Getter } = GETTERS[dtype]
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let i = 0; i < out.length; i++) out[i] = get(view, i * size, littleEndian)
}
