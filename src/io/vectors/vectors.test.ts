import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { expect, test } from 'vitest'
import { folderOf } from '../../../test/folder-of.ts'
import { writeNpy } from './npy.ts'
import { writeNpz } from './npz.ts'
import { finiteBlocks, openVectors } from './vectors.ts'

const folder = await folderOf()
const data = Float32Array.from({ length: 20 }, (_, i) => i / 8)

function listColumn(name: string, rows: unknown[]) {
  return parquetWriteBuffer({
    columnData: [{ name, data: rows }],
    schema: [
      { name: 'root', num_children: 1 },
      { name, converted_type: 'LIST', num_children: 1, repetition_type: 'OPTIONAL' },
      { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
      { name: 'element', type: 'FLOAT', repetition_type: 'OPTIONAL' },
    ],
    rowGroupSize: 4,
  })
}

test('openVectors() reads the same vectors from every format', async () => {
  await writeNpy(join(folder, 'x.npy'), data, [10, 2])
  await writeNpz(join(folder, 'x.npz'), { x: { data, shape: [10, 2] } })
  const lists = Array.from({ length: 10 }, (_, row) => [...data.slice(2 * row, 2 * row + 2)])
  await writeFile(join(folder, 'x.parquet'), Buffer.from(listColumn('vector', lists)))
  for (const name of ['x.npy', 'x.npz', 'x.parquet']) {
    const reader = await openVectors(join(folder, name))
    expect([reader.rows, reader.cols]).toEqual([10, 2])
    expect(await reader.readRows(0, 10)).toEqual(data)
    expect(await reader.readRowList([9, 3, 4])).toEqual(
      Float32Array.of(...data.slice(18), ...data.slice(6, 10)),
    )
    await reader.close()
  }
})

test('openVectors() refuses other formats by name', async () => {
  await expect(openVectors('x.pt')).rejects.toThrow('unknown extension ".pt", expected .npy, .npz')
})

test('a Parquet list of another length is named by its row', async () => {
  const path = join(folder, 'odd.parquet')
  await writeFile(path, Buffer.from(listColumn('v', [[1, 2], [1, 2], [1, 2], [1, 2], [1, 2], [3]])))
  const reader = await openVectors(path)
  await expect(reader.readRows(0, 6)).rejects.toThrow('row 6 has 1 numbers, expected 2')
})

test('finiteBlocks() gives all rows in order', async () => {
  await writeNpy(join(folder, 'y.npy'), data, [10, 2])
  const reader = await openVectors(join(folder, 'y.npy'))
  const blocks: number[][] = []
  for await (const block of finiteBlocks(reader, 4)) blocks.push([...block])
  await reader.close()
  expect(blocks.map((block) => block.length)).toEqual([8, 8, 4])
  expect(blocks.flat()).toEqual([...data])
})

test('finiteBlocks() counts and names the rows that are not finite', async () => {
  const bad = data.slice()
  bad[4] = Number.NaN
  bad[5] = Number.NaN
  bad[18] = Number.POSITIVE_INFINITY
  await writeNpy(join(folder, 'z.npy'), bad, [10, 2])
  const reader = await openVectors(join(folder, 'z.npy'))
  const all = async () => {
    for await (const block of finiteBlocks(reader, 4))
      expect(block.every(Number.isFinite)).toBe(true)
  }
  await expect(all()).rejects.toThrow('2 of 10 hold NaN or infinite numbers (rows 3, 10)')
  const some = async (...list: number[]) => {
    const blocks: number[] = []
    for await (const block of finiteBlocks(reader, 2, Int32Array.from(list))) blocks.push(...block)
    return blocks
  }
  expect(await some(8, 0, 5)).toEqual([16, 17, 0, 1, 10, 11].map((i) => bad[i]))
  await expect(some(8, 0, 9)).rejects.toThrow('1 of 3 hold NaN or infinite numbers (rows 10)')
  await reader.close()
})
