import { parquetWriteBuffer } from 'hyparquet-writer'

/** Rows of the file. */
const ROWS = 64

/**
 * A Parquet file of 64 texts whose dictionary indices are damaged: `endless` has a bit-packed run of a negative length,
 * which decoders wait for; `overflow` has a run of 2^31 - 1 equal values, more than an array can hold.
 */
export function hostileParquet(kind: 'endless' | 'overflow'): Uint8Array {
  const data = Array.from({ length: ROWS }, (_, i) => ((i * 7) % 3 === 0 ? 'a' : 'b'))
  const column = {
    name: 'id',
    data,
    type: 'STRING',
    encoding: 'RLE_DICTIONARY',
    nullable: false,
  } as const
  const bytes = new Uint8Array(
    parquetWriteBuffer({ columnData: [column], codec: 'UNCOMPRESSED', statistics: false }),
  )
  const footer = new DataView(bytes.buffer).getUint32(bytes.length - 8, true)
  // The page ends where the footer begins: one byte of bit width, one of the run's header, 64 bits.
  const page = bytes.length - 8 - footer - 10
  if (bytes[page] !== 1 || bytes[page + 1] !== 0x11) throw new Error('the page lies elsewhere')
  bytes.set(kind === 'endless' ? [0, 255, 255, 255, 255, 15] : [1, 254, 255, 255, 255, 15, 1], page)
  return bytes
}
