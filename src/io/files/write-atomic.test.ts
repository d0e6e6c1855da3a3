import { spawnSync } from 'node:child_process'
import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { folderOf } from '../../../test/folder-of.ts'
import { DataError } from '../../run/errors.ts'
import { writeAtomic, writeBytes, writeJson } from './write-atomic.ts'

test('writeBytes() replaces a file and makes its folder', async () => {
  const folder = await folderOf({ 'a.txt': 'before' })
  await writeBytes(join(folder, 'a.txt'), 'after')
  await writeBytes(join(folder, 'new folder/ü.bin'), Uint8Array.of(1, 2))
  expect(await readFile(join(folder, 'a.txt'), 'utf8')).toBe('after')
  expect([...(await readFile(join(folder, 'new folder/ü.bin')))]).toEqual([1, 2])
  expect((await readdir(folder)).sort()).toEqual(['a.txt', 'new folder'])
})

test('writeJson() keeps the order of keys and ends in a newline', async () => {
  const path = join(await folderOf(), 'x.json')
  await writeJson(path, { b: 1, a: [null, 'ü'] })
  expect(await readFile(path, 'utf8')).toBe('{\n  "b": 1,\n  "a": [\n    null,\n    "ü"\n  ]\n}\n')
})

test('a full disk leaves the file as it was and nothing half-written', async () => {
  const folder = await folderOf({ 'x.npy': 'before' })
  const path = join(folder, 'x.npy')
  const attempt = writeAtomic(path, async (temporary) => {
    await writeFile(temporary, 'half')
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
      errno: -28,
    })
  })
  await expect(attempt).rejects.toThrow(`Cannot write "${path}": no space left on the disk`)
  await expect(attempt).rejects.toBeInstanceOf(DataError)
  expect(await readdir(folder)).toEqual(['x.npy'])
  expect(await readFile(path, 'utf8')).toBe('before')
})

test("an error of the writer's own is passed on as it is", async () => {
  const folder = await folderOf()
  const error = new RangeError('a bug')
  const attempt = writeAtomic(join(folder, 'x'), () => Promise.reject(error))
  await expect(attempt).rejects.toBe(error)
  expect(await readdir(folder)).toEqual([])
})

test('a folder in the place of the file is a DataError', async () => {
  const folder = await folderOf()
  await mkdir(join(folder, 'x', 'y'), { recursive: true })
  await expect(writeBytes(join(folder, 'x'), 'a')).rejects.toBeInstanceOf(DataError)
  expect(await readdir(folder)).toEqual(['x'])
})

test('writers of one file do not disturb each other', async () => {
  const path = join(await folderOf(), 'x')
  await Promise.all(Array.from({ length: 8 }, (_, i) => writeBytes(path, String(i).repeat(1000))))
  expect(await readFile(path, 'utf8')).toMatch(/^(\d)\1{999}$/)
})

test('what killed processes have left is removed by the next that writes there, of other machines after a day, and nothing else', async () => {
  const folder = await folderOf({ '.draft.tmp': 'mine' })
  let ours = ''
  await writeAtomic(join(folder, 'x'), async (temporary) => {
    ours = basename(temporary)
    await writeFile(temporary, 'x')
  })
  const { pid } = spawnSync(process.execPath, ['--version'])
  const of = (process: number) => ours.replace(`-${globalThis.process.pid}-`, `-${process}-`)
  const elsewhere = of(pid).replace(/^\.\w+/, '.00000000')
  const forgotten = elsewhere.replace('.0', '.1')
  const other = await folderOf({
    [ours]: 'living',
    [of(pid)]: 'killed',
    [elsewhere]: 'far',
    [forgotten]: 'far',
  })
  const yesterday = Date.now() / 1000 - 90_000
  await utimes(join(other, forgotten), yesterday, yesterday)
  await mkdir(join(other, of(pid + 1_000_000_000)))
  await writeBytes(join(other, 'y'), 'y')
  expect((await readdir(other)).sort()).toEqual([elsewhere, ours, 'y'].sort())
  expect((await readdir(folder)).sort()).toEqual(['.draft.tmp', 'x'])
})

test('a folder is there whole or not at all', async () => {
  const folder = await folderOf()
  const fill = (last: () => Promise<void>) => async (temporary: string) => {
    await writeBytes(join(temporary, 'images/1.png'), 'a')
    await last()
  }
  const failed = writeAtomic(
    join(folder, 'out'),
    fill(() => Promise.reject(new RangeError('no'))),
  )
  await expect(failed).rejects.toThrow('no')
  expect(await readdir(folder)).toEqual([])
  await mkdir(join(folder, 'out'))
  const done = fill(() => Promise.resolve())
  await writeAtomic(join(folder, 'out'), done, { flushed: false })
  expect(await readdir(folder, { recursive: true })).toEqual([
    'out',
    'out/images',
    'out/images/1.png',
  ])
})
