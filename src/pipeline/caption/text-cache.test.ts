import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folderOf } from '../../../test/folder-of.ts'
import { userCacheFolder } from '../run-folder/user-cache.ts'
import { openTextCache } from './text-cache.ts'

const folder = await folderOf()

const vectors = { data: Float32Array.of(1, 2, 3, 4), rows: 2, cols: 2 }

test('openTextCache() gives the vectors of one encoder back to the next run, and to no other encoder', async () => {
  await openTextCache(folder, ['a']).keep(['red', 'blue'], vectors)
  const found = await openTextCache(folder, ['a']).find(['blue', 'green'])
  expect([...found]).toEqual([['blue', Float32Array.of(3, 4)]])
  expect((await openTextCache(folder, ['b']).find(['blue'])).size).toBe(0)
})

test('openTextCache() leaves out a batch that is damaged or was cut short', async () => {
  const cache = openTextCache(folder, ['c'])
  await cache.keep(['red', 'blue'], vectors)
  for (const name of await readdir(folder, { recursive: true }))
    if (name.endsWith('.npy')) await writeFile(join(folder, name), 'cut')
  expect((await cache.find(['red'])).size).toBe(0)
  await cache.keep(['red', 'blue'], vectors)
  expect((await cache.find(['red'])).get('red')).toEqual(Float32Array.of(1, 2))
})

test('openTextCache() goes on without a place to write, and keeps nothing where it is off', async () => {
  await writeFile(join(folder, 'file'), '')
  const nowhere = openTextCache(join(folder, 'file'), ['a'])
  await nowhere.keep(['red'], { ...vectors, rows: 1 })
  expect((await nowhere.find(['red'])).size).toBe(0)
  expect(userCacheFolder('texts', { FAULTLINE_CACHE: 'off' })).toBe(undefined)
  expect(userCacheFolder('texts', { FAULTLINE_CACHE: '/x' })).toBe(join('/x', 'texts'))
  expect(userCacheFolder('images', { XDG_CACHE_HOME: '/y' })).toBe(
    join('/y', 'faultline', 'images'),
  )
})
