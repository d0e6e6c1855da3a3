import { expect, test } from 'vitest'
import { fileOf } from '../../../test/folder-of.ts'
import { openSafetensorRows } from './safetensors.ts'

function tensorFile(header: unknown, data: Uint8Array, length?: bigint): Promise<string> {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header))
  const size = Buffer.alloc(8)
  size.writeBigUInt64LE(length ?? BigInt(text.length))
  return fileOf('x.safetensors', Buffer.concat([size, text, data]))
}

const bytesOf = (array: ArrayBufferView) => new Uint8Array(array.buffer)
const entry = (dtype: string, shape: number[], end: number) => ({
  dtype,
  shape,
  data_offsets: [0, end],
})

test.each([
  ['F32', bytesOf(Float32Array.of(1, -2, 0.5, 4)), 16],
  ['F64', bytesOf(Float64Array.of(1, -2, 0.5, 4)), 32],
  ['F16', bytesOf(Uint16Array.of(0x3c00, 0xc000, 0x3800, 0x4400)), 8],
  ['BF16', bytesOf(Uint16Array.of(0x3f80, 0xc000, 0x3f00, 0x4080)), 8],
])('openSafetensorRows() reads %s', async (dtype, data, end) => {
  const path = await tensorFile(
    { __metadata__: { format: 'pt' }, x: entry(dtype, [2, 2], end) },
    data,
  )
  const rows = await openSafetensorRows(path)
  expect(await rows.readRows(0, 2)).toEqual(Float32Array.of(1, -2, 0.5, 4))
  await rows.close()
})

test('openSafetensorRows() finds one of several tensors', async () => {
  const data = bytesOf(Float32Array.of(1, 2, 3))
  const path = await tensorFile(
    { a: entry('F32', [1], 4), b: { dtype: 'F32', shape: [2, 1], data_offsets: [4, 12] } },
    data,
  )
  const rows = await openSafetensorRows(path, 'b')
  expect(await rows.readRows(0, 2)).toEqual(Float32Array.of(2, 3))
  await rows.close()
  await expect(openSafetensorRows(path)).rejects.toThrow('it has "a", "b", expected one array')
})

const four = new Uint8Array(16)

test.each([
  ['a header of 2^50 bytes', {}, four, 2n ** 50n, /header claims 1125899906842624 bytes/],
  ['a header that is no JSON', '{"x":', four, undefined, /header is not JSON/],
  ['a header that is null', 'null', four, undefined, /header is not JSON/],
  [
    'an unknown type',
    { x: entry('F8_E4M3', [2, 2], 4) },
    four.subarray(0, 4),
    undefined,
    /has type F8_E4M3/,
  ],
  [
    'a type named like a method',
    { x: entry('toString', [2, 2], 4) },
    four.subarray(0, 4),
    undefined,
    /has type toString/,
  ],
  [
    'a tensor that is cut off',
    { x: entry('F32', [4, 4], 64) },
    four,
    undefined,
    /bytes 0 to 64 of 16/,
  ],
  [
    'offsets that do not fit the shape',
    { x: entry('F32', [2, 2], 12) },
    four.subarray(4),
    undefined,
    /has 12 bytes, expected 16/,
  ],
  ['a negative shape', { x: entry('F32', [-2, 2], 16) }, four, undefined, /damaged/],
  ['three dimensions', { x: entry('F16', [2, 2, 2], 16) }, four, undefined, /shape \(2, 2, 2\)/],
  [
    'bytes that no tensor has',
    { x: entry('F32', [3], 12) },
    four,
    undefined,
    /end at byte 12 of 16/,
  ],
  [
    'a hole between two tensors',
    { x: entry('F32', [1], 4), y: { ...entry('F32', [2], 16), data_offsets: [8, 16] } },
    four,
    undefined,
    /tensor "y" lies at bytes 8 to 16 of 16, expected it to begin at 4/,
  ],
  [
    'two tensors in one place',
    { x: entry('F32', [4], 16), y: entry('F32', [4], 16) },
    four,
    undefined,
    /expected it to begin at 16/,
  ],
  [
    'one name for two tensors',
    '{"x":{"dtype":"F32","shape":[4],"data_offsets":[0,16]},"x":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}',
    four,
    undefined,
    /two keys are "x"/,
  ],
  ['a deep header', '{"x":'.repeat(1e6), four, undefined, /more than 100 levels deep/],
  ['a header of 20 MB', `{}${' '.repeat(2e7)}`, four, undefined, /expected at most 16777216/],
])('openSafetensorRows() refuses %s', async (_, header, data, length, message) => {
  await expect(openSafetensorRows(await tensorFile(header, data, length))).rejects.toThrow(message)
})

test('openSafetensorRows() refuses a file of a few bytes', async () => {
  const path = await fileOf('x.safetensors', 'abc')
  await expect(openSafetensorRows(path)).rejects.toThrow('3 bytes, not a .safetensors file')
})
