import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Zippable, zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { fileOf, folderOf } from '../../../test/folder-of.ts'
import { formatNpy } from './npy.ts'
import { openNpzRows, readNpz, writeNpz } from './npz.ts'

const a = Float32Array.of(1, 2, 3, 4, 5, 6)
const arrays: Zippable = {
  'a.npy': formatNpy(a, [3, 2]),
  'b.npy': formatNpy(Int32Array.of(7), [1]),
}

test.each([0, 9] as const)(
  'readNpz() and openNpzRows() read arrays at compression level %i',
  async (level) => {
    const path = await fileOf('x.npz', zipSync(arrays, { level }))
    const read = await readNpz(path)
    expect([...read.keys()]).toEqual(['a', 'b'])
    expect(read.get('a')?.data).toEqual(a)
    const rows = await openNpzRows(path, 'a')
    expect(await rows.readRowList([2, 0])).toEqual(Float32Array.of(5, 6, 1, 2))
    await rows.close()
  },
)

test('openNpzRows() takes the only array, and asks for a key if there are several', async () => {
  const one = await openNpzRows(await fileOf('x.npz', zipSync({ 'x.npy': formatNpy(a, [2, 3]) })))
  expect([one.rows, one.cols]).toEqual([2, 3])
  await one.close()
  const path = await fileOf('x.npz', zipSync(arrays))
  await expect(openNpzRows(path)).rejects.toThrow('it has "a", "b", expected one array')
  await expect(openNpzRows(path, 'c')).rejects.toThrow('expected "c"')
})

test('writeNpz() gives what readNpz() reads, and equal bytes for equal arrays', async () => {
  const path = join(await folderOf(), 'x.npz')
  await writeNpz(path, { mean: { data: Float64Array.of(0.1, 0.2), shape: [2] } })
  const first = await readFile(path)
  expect((await readNpz(path)).get('mean')).toEqual({
    dtype: 'float64',
    shape: [2],
    data: Float64Array.of(0.1, 0.2),
  })
  await writeNpz(path, { mean: { data: Float64Array.of(0.1, 0.2), shape: [2] } })
  expect(await readFile(path)).toEqual(first)
})

/** Overwrites a field of the central directory's first entry. */
function withField(bytes: Uint8Array, offset: number, value: number, width: 2 | 4 = 4): Uint8Array {
  const copy = Buffer.from(bytes)
  const at = copy.indexOf(Buffer.from('PK\x01\x02', 'latin1')) + offset
  if (width === 2) copy.writeUInt16LE(value, at)
  else copy.writeUInt32LE(value, at)
  return copy
}

/** An archive of one stored file whose sizes and place stand in the extra field of zip64. */
function inZip64(bytes: Uint8Array): Uint8Array {
  const zip = Buffer.from(bytes)
  const directory = zip.indexOf(Buffer.from('PK\x01\x02', 'latin1'))
  const end = zip.indexOf(Buffer.from('PK\x05\x06', 'latin1'))
  const extra = Buffer.alloc(28)
  extra.writeUInt16LE(1, 0)
  extra.writeUInt16LE(24, 2)
  extra.writeBigUInt64LE(BigInt(zip.readUInt32LE(directory + 24)), 4)
  extra.writeBigUInt64LE(BigInt(zip.readUInt32LE(directory + 20)), 12)
  extra.writeBigUInt64LE(BigInt(zip.readUInt32LE(directory + 42)), 20)
  for (const field of [20, 24, 42]) zip.writeUInt32LE(0xffffffff, directory + field)
  zip.writeUInt16LE(extra.length, directory + 30)
  zip.writeUInt32LE(zip.readUInt32LE(end + 12) + extra.length, end + 12)
  return Buffer.concat([zip.subarray(0, end), extra, zip.subarray(end)])
}

test('readNpz() reads zip64', async () => {
  const path = await fileOf(
    'x.npz',
    inZip64(zipSync({ 'a.npy': formatNpy(a, [3, 2]) }, { level: 0 })),
  )
  expect((await readNpz(path)).get('a')?.data).toEqual(a)
})

/** The same name in both entries of the directory. */
function twice(): Uint8Array {
  const zip = Buffer.from(zipSync({ 'a.npy': formatNpy(a, [6]), 'b.npy': formatNpy(a, [6]) }))
  zip.write('a.npy', zip.lastIndexOf('b.npy'), 'latin1')
  return zip
}

/** Claims 2 GB in 2.1 MB, which deflate could do. */
function bomb(): Uint8Array {
  const noise = randomBytes(2.2e6)
  return withField(zipSync({ 'a.npy': noise }, { level: 1 }), 24, 2 ** 31)
}

const packed = zipSync({ 'a.npy': formatNpy(a, [3, 2]) }, { level: 9 })

test.each([
  [
    'an archive that is cut off',
    packed.subarray(0, packed.length - 30),
    /End of central directory/,
  ],
  ['a text', Buffer.from('hello'.repeat(20)), /End of central directory/],
  ['an empty file', new Uint8Array(), /End of central directory/],
  ['a claim of 4 GB in a few bytes', withField(packed, 24, 0xfffffff0), /which cannot be/],
  [
    'a claim of fewer bytes than unpacked',
    withField(packed, 24, 10),
    /does not unpack to 10 bytes/,
  ],
  [
    'a claim of more bytes than unpacked',
    withField(packed, 24, 500),
    /has 152 bytes, expected 500/,
  ],
  ['a false checksum', withField(packed, 16, 1), /checksum/],
  ['encryption', withField(packed, 8, 1, 2), /encrypted/],
  ['another compression', withField(packed, 10, 12, 2), /compression 12/],
  ['a local header outside the file', withField(packed, 42, 1 << 28), /unexpected EOF/],
  ['a compressed size beyond the end', withField(packed, 20, 100_000), /overflows file bounds/],
  ['a file twice', twice(), /two files in it are named "a.npy"/],
  [
    'a file that unpacks to 2 GB',
    bomb(),
    /unpacks to 2147483648 bytes, expected at most 1073741824/,
  ],
])('readNpz() refuses %s', async (_, bytes, message) => {
  await expect(readNpz(await fileOf('x.npz', bytes))).rejects.toThrow(message)
  await expect(readNpz(await fileOf('x.npz', bytes))).rejects.toThrow(
    expect.objectContaining({ code: 'data' }),
  )
})

test('the bytes of writeNpz() do not depend on the time zone', async () => {
  const path = join(await folderOf(), 'x.npz')
  const written: Buffer[] = []
  const before = process.env['TZ']
  for (const zone of ['Asia/Tokyo', 'America/New_York']) {
    process.env['TZ'] = zone
    await writeNpz(path, { a: { data: Uint8Array.of(1), shape: [1] } })
    written.push(await readFile(path))
  }
  if (before === undefined) delete process.env['TZ']
  else process.env['TZ'] = before
  expect(written[1]).toEqual(written[0])
})
