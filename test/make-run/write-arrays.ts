import { createWriteStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { zipSync } from 'fflate'

function npyHeader(descr: string, shape: readonly number[]): Uint8Array {
  const dims = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${dims}), }`
  const padded = `${text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11)}\n`
  const head = Buffer.alloc(10)
  head.write('\x93NUMPY\x01\x00', 'latin1')
  head.writeUInt16LE(padded.length, 8)
  return Buffer.concat([head, Buffer.from(padded, 'latin1')])
}

const bytesOf = (array: Float32Array | Float64Array) =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength)

/** float32[n, d] as `.npy`, a chunk of rows at a time. */
export async function writeNpyChunks(
  file: string,
  rows: number,
  cols: number,
  chunks: Iterable<Float32Array>,
): Promise<void> {
  const parts = function* () {
    yield npyHeader('<f4', [rows, cols])
    for (const chunk of chunks) yield bytesOf(chunk)
  }
  await pipeline(Readable.from(parts()), createWriteStream(file))
}

export async function writeNpy64(file: string, data: Float64Array, shape: number[]): Promise<void> {
  await writeFile(file, Buffer.concat([npyHeader('<f8', shape), bytesOf(data)]))
}

export async function writeNpz64(
  file: string,
  arrays: Record<string, Float64Array>,
): Promise<void> {
  const entries = Object.entries(arrays).map(([name, data]) => [
    `${name}.npy`,
    new Uint8Array(Buffer.concat([npyHeader('<f8', [data.length]), bytesOf(data)])),
  ])
  await writeFile(file, zipSync(Object.fromEntries(entries), { level: 0 }))
}
