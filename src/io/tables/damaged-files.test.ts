import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { zipSync } from 'fflate'
import { parquetWriteBuffer } from 'hyparquet-writer'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { folderOf } from '../../../test/folder-of.ts'
import { loadDataset } from '../dataset/dataset.ts'
import { decodeImage } from '../images/decode-image.ts'
import { formatNpy, readNpy } from '../vectors/npy.ts'
import { finiteBlocks, openVectors } from '../vectors/vectors.ts'

const folder = await folderOf()
const data = Float32Array.from({ length: 24 }, (_, i) => i)
const header = JSON.stringify({ x: { dtype: 'F32', shape: [6, 4], data_offsets: [0, 96] } })
const length = Buffer.alloc(8)
length.writeBigUInt64LE(BigInt(header.length))
const columnData = [
  { name: 'id', data: ['a', 'b', 'c', 'd'] },
  { name: 'label', data: ['x', 'y', 'x', 'x'] },
  { name: 'n', data: [1, 2.5, 3, 4] },
]

const vectors = async (path: string) => {
  const reader = await openVectors(path)
  try {
    for await (const block of finiteBlocks(reader, 3)) expect(block.length % reader.cols).toBe(0)
  } finally {
    await reader.close()
  }
}
const table = async (path: string) => loadDataset({ table: path, columns: {} }, folder)

const files: [string, Uint8Array, (path: string) => Promise<unknown>][] = [
  ['x.npy', formatNpy(data, [6, 4]), readNpy],
  ['rows.npy', formatNpy(data, [6, 4]), vectors],
  ['x.npz', zipSync({ 'a.npy': formatNpy(data, [6, 4]) }), vectors],
  [
    'x.safetensors',
    Buffer.concat([length, Buffer.from(header), Buffer.from(data.buffer)]),
    vectors,
  ],
  ['x.parquet', new Uint8Array(parquetWriteBuffer({ columnData })), table],
  ['x.csv', Buffer.from('id,label,p_x,p_y,split\n1,x,0.5,0.5,val\n2,"y",0.1,0.9,test\n'), table],
  [
    'x.jsonl',
    Buffer.from('{"id":1,"label":"x","probabilities":[0.5,0.5]}\n{"id":2,"label":"y"}\n'),
    table,
  ],
]

/** Cuts a file off and overwrites some of its bytes. */
const damage = fc.record({
  keep: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  bytes: fc.array(
    fc.record({
      at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      byte: fc.nat(255),
    }),
    { maxLength: 3 },
  ),
})

function damaged(
  whole: Uint8Array,
  { keep, bytes }: { keep: number | null; bytes: { at: number; byte: number }[] },
) {
  const copy = whole.slice(0, keep === null ? undefined : Math.floor(keep * whole.length))
  for (const { at, byte } of bytes) copy[Math.floor(at * copy.length)] = byte
  return copy
}

test.each(files)(
  'whatever is done to %s, it is read or refused with a DataError',
  async (name, whole, read) => {
    const path = join(folder, name)
    await writeFile(path, whole)
    await read(path)
    await fc.assert(
      fc.asyncProperty(damage, async (how) => {
        await writeFile(path, damaged(whole, how))
        await read(path).catch((error) => expect(error).toMatchObject({ code: 'data' }))
      }),
      { numRuns: 150, seed: 1 },
    )
  },
)

test('whatever is done to an image, it is decoded or refused with a DataError', async () => {
  const whole = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#369' } })
    .jpeg()
    .toBuffer()
  await fc.assert(
    fc.asyncProperty(damage, async (how) => {
      await decodeImage(damaged(whole, how), 'x.jpg', { size: 8, resize: 'squash' }).then(
        (image) => expect(image.data).toHaveLength(192),
        (error) => expect(error).toMatchObject({ code: 'data' }),
      )
    }),
    { numRuns: 100, seed: 1 },
  )
})
