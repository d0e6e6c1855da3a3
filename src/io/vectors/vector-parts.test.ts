import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { folderOf } from '../../../test/folder-of.ts'
import { formatNpy } from './npy.ts'
import { openVectors } from './vectors.ts'

/** Twelve parts of 0 to 3 rows, named as clip-retrieval names them, without zeros before the number. */
const sizes = [2, 0, 3, 1, 2, 2, 0, 1, 3, 2, 1, 2]
const rows = sizes.reduce((sum, size) => sum + size, 0)
const all = Float32Array.from({ length: rows * 2 }, (_, i) => i)

const folder = await folderOf()
beforeAll(async () => {
  await mkdir(join(folder, 'img_emb'))
  let at = 0
  for (const [part, size] of sizes.entries()) {
    const data = all.subarray(at, at + size * 2)
    await writeFile(join(folder, 'img_emb', `img_emb_${part}.npy`), formatNpy(data, [size, 2]))
    at += size * 2
  }
})

test('vectors in parts read as the one matrix they were cut from, in the order of the numbers', async () => {
  const reader = await openVectors(folder)
  expect([reader.rows, reader.cols]).toEqual([rows, 2])
  expect(await reader.readRows(0, rows)).toEqual(all)
  for (let start = 0; start < rows; start++) {
    expect(await reader.readRows(start, 1)).toEqual(all.slice(2 * start, 2 * start + 2))
  }
  expect(await reader.readRowList([17, 2, 3, 0])).toEqual(Float32Array.of(34, 35, 4, 5, 6, 7, 0, 1))
  await reader.close()
})

test('parts of another width are refused, by name', async () => {
  const other = await folderOf()
  await writeFile(join(other, 'a.npy'), formatNpy(new Float32Array(4), [2, 2]))
  await writeFile(join(other, 'b.npy'), formatNpy(new Float32Array(3), [1, 3]))
  await expect(openVectors(other)).rejects.toThrow(/b\.npy": 3 numbers a row, expected 2/)
})

test('a folder without parts is refused', async () => {
  await expect(openVectors(await folderOf())).rejects.toThrow('no .npy file')
})
