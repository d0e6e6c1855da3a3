import { readdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folderOf } from '../../../test/folder-of.ts'
import { DataError } from '../../run/errors.ts'
import { formatNpy, readNpy, writeNpy } from './npy.ts'
import { openNpyRows, writeNpyRows } from './npy-rows.ts'

const counting = (rows: number, cols: number) =>
  Float32Array.from({ length: rows * cols }, (_, i) => i)

test('openNpyRows() reads any block and any list of rows', async () => {
  const path = join(await folderOf(), 'x.npy')
  const data = counting(100, 3)
  await writeNpy(path, data, [100, 3])
  const reader = await openNpyRows(path)
  expect([reader.rows, reader.cols]).toEqual([100, 3])
  expect(await reader.readRows(98, 2)).toEqual(data.slice(294))
  const list = [5, 6, 7, 99, 0, 0, 40, 42, 41, 99]
  const expected = Float32Array.from(list.flatMap((row) => [...data.slice(3 * row, 3 * row + 3)]))
  expect(await reader.readRowList(list)).toEqual(expected)
  expect(await reader.readRowList([])).toEqual(new Float32Array())
  await expect(reader.readRows(99, 2)).rejects.toThrow(RangeError)
  await reader.close()
})

test('openNpyRows() turns float64 into float32', async () => {
  const path = join(await folderOf(), 'x.npy')
  await writeNpy(path, Float64Array.of(0.1, 1e300), [2, 1])
  const reader = await openNpyRows(path)
  expect(await reader.readRows(0, 2)).toEqual(Float32Array.of(0.1, Number.POSITIVE_INFINITY))
  await reader.close()
})

test('openNpyRows() refuses what it cannot read row by row', async () => {
  const path = join(await folderOf(), 'x.npy')
  const whole = formatNpy(counting(10, 3), [10, 3])
  await writeFile(path, whole.subarray(0, whole.length - 1))
  await expect(openNpyRows(path)).rejects.toThrow(
    `${whole.length - 1} bytes, expected ${whole.length}`,
  )
  await writeFile(path, Buffer.concat([whole, new Uint8Array(12)]))
  await expect(openNpyRows(path)).rejects.toThrow('something is appended to it')
  await writeFile(path, formatNpy(counting(10, 3), [2, 5, 3]))
  await expect(openNpyRows(path)).rejects.toThrow(/shape \(2, 5, 3\)/)
  await expect(openNpyRows(join(path, 'below'))).rejects.toThrow(DataError)
  await expect(openNpyRows(tmpdir())).rejects.toThrow(/it is a folder, expected a file/)
})

test('openNpyRows() reads column-major arrays, any block and any list', async () => {
  const rowMajor = counting(40, 3)
  const columns = Float32Array.from(
    { length: 120 },
    (_, i) => rowMajor[(i % 40) * 3 + Math.floor(i / 40)] as number,
  )
  const bytes = Buffer.from(formatNpy(columns, [40, 3]))
  const at = bytes.indexOf('False')
  bytes.write('True ', at, 'latin1')
  const path = join(await folderOf({ 'x.npy': bytes }), 'x.npy')
  const reader = await openNpyRows(path)
  expect(await reader.readRows(0, 40)).toEqual(rowMajor)
  expect(await reader.readRows(37, 3)).toEqual(rowMajor.slice(111))
  expect(await reader.readRowList([39, 0])).toEqual(Float32Array.of(117, 118, 119, 0, 1, 2))
  await reader.close()
})

test('writeNpyRows() joins blocks to one file', async () => {
  const folder = await folderOf()
  const path = join(folder, 'new', 'x.npy')
  await writeNpyRows(path, { rows: 3, cols: 2 }, async (append) => {
    await append(Float32Array.of(1, 2))
    await append(counting(3, 2).subarray(2))
  })
  expect(await readNpy(path)).toEqual({
    dtype: 'float32',
    shape: [3, 2],
    data: Float32Array.of(1, 2, 2, 3, 4, 5),
  })
})

test('writeNpyRows() leaves nothing behind if it fails, and keeps the file there was', async () => {
  const folder = await folderOf()
  const path = join(folder, 'x.npy')
  await writeFile(path, 'before')
  const short = writeNpyRows(path, { rows: 3, cols: 2 }, (append) => append(Float32Array.of(1, 2)))
  await expect(short).rejects.toThrow('1 rows written, expected 3')
  const stopped = writeNpyRows(path, { rows: 1, cols: 1 }, async () => {
    throw new Error('stopped')
  })
  await expect(stopped).rejects.toThrow('stopped')
  expect(await readdir(folder)).toEqual(['x.npy'])
  expect(await readFile(path, 'utf8')).toBe('before')
})
