import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { folderOf } from '../../../test/folder-of.ts'
import { DataError } from '../../run/errors.ts'
import { formatNpy, matrixShape, parseNpy, readNpy, writeNpy } from './npy.ts'

/** A `.npy` file by hand: any header and data. */
function npy(header: string, data: Uint8Array = new Uint8Array(), version = 1): Uint8Array {
  const length =
    version === 1
      ? [header.length & 255, header.length >> 8]
      : [header.length & 255, header.length >> 8, 0, 0]
  return Buffer.concat([
    Buffer.from('\x93NUMPY', 'latin1'),
    Buffer.from([version, 0, ...length]),
    Buffer.from(header, 'latin1'),
    data,
  ])
}

const header = (descr: string, shape: string, fortran = 'False') =>
  `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }\n`

const bytesOf = (array: ArrayBufferView) => new Uint8Array(array.buffer)

test.each([
  ['<f4', Float32Array.of(1.5, -2)],
  ['<f8', Float64Array.of(1.5, -2)],
  ['|i1', Int8Array.of(1, -2)],
  ['|u1', Uint8Array.of(1, 200)],
  ['<i2', Int16Array.of(1, -2)],
  ['<u2', Uint16Array.of(1, 65535)],
  ['<i4', Int32Array.of(1, -2)],
  ['<u4', Uint32Array.of(1, 4294967295)],
])('parseNpy() reads numbers of type %s', (descr, values) => {
  const { data, shape } = parseNpy(npy(header(descr, '(2,)'), bytesOf(values)), 'x.npy')
  expect([...data]).toEqual([...values])
  expect(shape).toEqual([2])
})

test('parseNpy() reads 64-bit integers, booleans and half precision', () => {
  const big = npy(header('<i8', '(2,)'), bytesOf(BigInt64Array.of(-3n, 2n ** 40n)))
  expect([...parseNpy(big, 'x.npy').data]).toEqual([-3, 2 ** 40])
  const flags = npy(header('|b1', '(3,)'), Uint8Array.of(1, 0, 1))
  expect([...parseNpy(flags, 'x.npy').data]).toEqual([1, 0, 1])
  const half = npy(header('<f2', '(1,)'), bytesOf(Uint16Array.of(0x3c00)))
  expect([...parseNpy(half, 'x.npy').data]).toEqual([1])
})

test('parseNpy() reads big-endian numbers', () => {
  const data = Buffer.alloc(8)
  data.writeFloatBE(1.5, 0)
  data.writeFloatBE(-2, 4)
  expect([...parseNpy(npy(header('>f4', '(2,)'), data), 'x.npy').data]).toEqual([1.5, -2])
})

test('parseNpy() turns column-major arrays into row-major ones', () => {
  const stored = Float32Array.of(1, 4, 2, 5, 3, 6)
  const { data, shape } = parseNpy(npy(header('<f4', '(2, 3)', 'True'), bytesOf(stored)), 'x.npy')
  expect(shape).toEqual([2, 3])
  expect([...data]).toEqual([1, 2, 3, 4, 5, 6])
})

test.each([2, 3])('parseNpy() reads version %i', (version) => {
  const file = npy(header('<f4', '(1, 1)'), bytesOf(Float32Array.of(7)), version)
  expect(parseNpy(file, 'x.npy')).toEqual({
    dtype: 'float32',
    shape: [1, 1],
    data: Float32Array.of(7),
  })
})

test('what formatNpy() writes, parseNpy() reads', () => {
  fc.assert(
    fc.property(fc.array(fc.double()), (values) => {
      const data = Float64Array.from(values)
      const bytes = formatNpy(data, [values.length, 1])
      expect(parseNpy(bytes, 'x.npy')).toEqual({
        dtype: 'float64',
        shape: [values.length, 1],
        data,
      })
      expect(bytes.indexOf(10) % 64).toBe(63)
    }),
  )
})

test.each([
  ['an empty file', new Uint8Array(), /not a \.npy file/],
  ['a text', Buffer.from('id,label\n1,cat\n2,dog\n'), /not a \.npy file/],
  [
    'a false version',
    npy(header('<f4', '(1,)'), new Uint8Array(4), 9),
    /version 9, expected 1, 2 or 3/,
  ],
  [
    'a header longer than the file',
    Buffer.concat([Buffer.from('\x93NUMPY', 'latin1'), Buffer.from([2, 0, 255, 255, 255, 127])]),
    /header claims 2147483647 bytes, expected at most 0/,
  ],
  ['a header that is no dictionary', npy('hello world, this is it'), /header is damaged/],
  [
    'records',
    npy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }"),
    /type record/,
  ],
  [
    'texts',
    npy(header('<U5', '(1,)'), new Uint8Array(20)),
    /type "<U5", expected bool, int, uint or float/,
  ],
  ['objects', npy(header('|O', '(1,)'), new Uint8Array(20)), /type "\|O"/],
  [
    'too few bytes',
    npy(header('<f4', '(10, 2)'), new Uint8Array(79)),
    /expected 151 by its header; it is cut off/,
  ],
  [
    'an absurd shape',
    npy(header('<f4', '(9999999999, 9999999999)')),
    /shape \(9999999999, 9999999999\)/,
  ],
  [
    'a thousand million rows of nothing',
    npy(header('<f4', '(1000000000, 0)')),
    /shape \(1000000000, 0\)/,
  ],
  ['a type named like a method', npy(header('|constructor', '(1,)')), /type "\|constructor"/],
  ['a row too many', npy(header('<f4', '(2,)'), new Uint8Array(12)), /something is appended/],
  [
    'a key twice',
    npy(
      "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'shape': (2,), }",
      new Uint8Array(4),
    ),
    /has the keys descr, fortran_order, shape, shape/,
  ],
])('parseNpy() refuses %s', (_, bytes, message) => {
  const attempt = () => parseNpy(bytes, 'x.npy')
  expect(attempt).toThrow(message)
  expect(attempt).toThrow(DataError)
})

test('matrixShape() takes one or two dimensions', () => {
  expect(matrixShape([5], 'x.npy')).toEqual({ rows: 5, cols: 1 })
  expect(matrixShape([0, 3], 'x.npy')).toEqual({ rows: 0, cols: 3 })
  expect(matrixShape([5, 1, 3, 1], 'x.npy')).toEqual({ rows: 5, cols: 3 })
  expect(() => matrixShape([2, 3, 4], 'x.npy')).toThrow(/shape \(2, 3, 4\), expected \(rows, dim/)
  expect(() => matrixShape([2, 0], 'x.npy')).toThrow(DataError)
  expect(() => matrixShape([], 'x.npy')).toThrow(DataError)
})

test('readNpy() names a missing file', async () => {
  await expect(readNpy('/no/such.npy')).rejects.toThrow('Cannot read "/no/such.npy": no such file')
})

test('writeNpy() writes a type for each array', async () => {
  const folder = await folderOf()
  const path = join(folder, 'a b é.npy')
  for (const data of [Float32Array.of(1), Float64Array.of(1), Int32Array.of(1), Uint8Array.of(1)]) {
    await writeNpy(path, data, [1])
    expect([...(await readNpy(path)).data]).toEqual([1])
  }
  await writeFile(path, (await readFile(path)).subarray(0, 40))
  await expect(readNpy(path)).rejects.toThrow(DataError)
})
