import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { fileOf, folderOf } from '../../../test/folder-of.ts'
import { DataError } from '../../run/errors.ts'
import { digestFile, digestFiles, inputOfFile, inputOfFiles } from './digest.ts'

const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'

test('digestFile() is sha256, of a file in pieces too', async () => {
  expect(await digestFile(await fileOf('x', 'abc'))).toBe(ABC)
  const large = new Uint8Array(2 ** 21 + 1).fill(7)
  const sha256 = createHash('sha256').update(large).digest('hex')
  expect(await digestFile(await fileOf('x', large))).toBe(sha256)
  await expect(digestFile('/no/such')).rejects.toThrow('Cannot read "/no/such": no such file')
})

test('inputOfFile() tells name, size and digest', async () => {
  const path = await fileOf('x', 'abc')
  expect(await inputOfFile(path, 'data/x')).toEqual({
    path: 'data/x',
    files: 1,
    size: 3,
    sha256: ABC,
  })
})

test('inputOfFiles() depends on names and bytes, not on the order of the list', async () => {
  const folder = await folderOf({ 'a/x': '1', 'a/y': '23', b: '2' })
  const names = ['b', 'a/y', 'a/x']
  const input = inputOfFiles(await digestFiles(folder, names), 'img')
  expect(input).toMatchObject({ path: 'img', files: 3, size: 4 })
  const again = await digestFiles(folder, [...names.toReversed(), 'b'])
  expect(inputOfFiles(again, 'img')).toEqual(input)
  const renamed = await folderOf({ 'a/x': '1', 'a/z': '23', b: '2' })
  const other = inputOfFiles(await digestFiles(renamed, ['b', 'a/z', 'a/x']), 'img')
  expect(other.sha256).not.toBe(input.sha256)
})

test('digestFiles() stops at a missing file and at a signal', async () => {
  const folder = await folderOf({ a: '1' })
  await expect(digestFiles(folder, ['a', 'gone'])).rejects.toBeInstanceOf(DataError)
  const signal = AbortSignal.abort(new Error('stop'))
  await expect(digestFiles(folder, ['a'], { signal })).rejects.toThrow('stop')
})
