import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folderOf } from '../../../test/folder-of.ts'
import { readTable } from '../tables/table.ts'
import { openVectors } from '../vectors/vectors.ts'
import { digestFile } from './digest.ts'
import { openFile, readBytes, readWhole } from './read-bytes.ts'
import { readJson } from './read-json.ts'

test('readWhole() gives all bytes, readBytes() some, and a file that ends too early is named', async () => {
  const path = join(await folderOf({ x: 'hello' }), 'x')
  expect(Buffer.from(await readWhole(path)).toString()).toBe('hello')
  const { file, size } = await openFile(path)
  expect(size).toBe(5)
  expect(Buffer.from(await readBytes(file, path, 1, 3)).toString()).toBe('ell')
  await expect(readBytes(file, path, 3, 4)).rejects.toThrow('it ends at byte 5, expected 7')
  await file.close()
})

test.skipIf(process.platform === 'win32')(
  'a pipe in the place of a file is refused at once',
  async () => {
    const folder = await folderOf()
    for (const name of ['x.csv', 'x.jsonl', 'x.parquet', 'x.npy', 'x.npz', 'x.safetensors']) {
      execFileSync('mkfifo', [join(folder, name)])
    }
    const message = 'it is a pipe or device, expected a file'
    for (const name of ['x.csv', 'x.jsonl', 'x.parquet']) {
      await expect(readTable(join(folder, name)), name).rejects.toThrow(message)
    }
    for (const name of ['x.npy', 'x.npz', 'x.safetensors', 'x.parquet']) {
      await expect(openVectors(join(folder, name)), name).rejects.toThrow(message)
    }
    await expect(digestFile(join(folder, 'x.npy'))).rejects.toThrow(message)
    await expect(readJson(join(folder, 'x.npy'))).rejects.toThrow(message)
  },
)
