import { spawnSync } from 'node:child_process'
import { mkdir, readdir, stat, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { folderOf } from '../../../test/folder-of.ts'
import { thumbnailName } from '../../run/files.ts'
import { storedThumbnail } from './stored-thumbnail.ts'
import { writeThumbnails } from './thumbnails.ts'

const folder = await folderOf()

const drawn = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#c40' } })
    .png()
    .toBuffer()

test('writeThumbnails() writes small WebP files, skips what does not decode, and does nothing twice', async () => {
  const encoded = [await drawn(400, 100), await drawn(50, 40), new Uint8Array([1, 2, 3])]
  const ids = ['a/wide', 'small', '../../broken']
  const images = { read: async (row: number) => encoded[row] ?? Promise.reject(new Error('none')) }
  await writeThumbnails(images, ids, folder)
  expect((await readdir(join(folder, 'thumbnails'))).sort()).toEqual(
    [thumbnailName('a/wide'), thumbnailName('small')].sort(),
  )
  const sizes = await Promise.all(
    ids.slice(0, 2).map(async (id) => {
      const { width, height, format } = await sharp(await storedThumbnail(folder, id)).metadata()
      return { width, height, format }
    }),
  )
  expect(sizes).toEqual([
    { width: 192, height: 48, format: 'webp' },
    { width: 50, height: 40, format: 'webp' },
  ])
  const file = join(folder, 'thumbnails', thumbnailName('small'))
  const before = (await stat(file)).mtimeMs
  await writeThumbnails(images, ids, folder)
  expect((await stat(file)).mtimeMs).toBe(before)
})

test('what a stranger left in place of a thumbnail is no thumbnail: a pipe, a link out, a gigabyte', async () => {
  const run = join(folder, 'stranger')
  const at = (id: string) => join(run, 'thumbnails', thumbnailName(id))
  await mkdir(join(run, 'thumbnails'), { recursive: true })
  const webp = await sharp(await drawn(8, 8))
    .webp()
    .toBuffer()
  await writeFile(join(folder, 'outside.webp'), webp)
  await symlink(join(folder, 'outside.webp'), at('link'))
  await writeFile(at('large'), webp)
  await truncate(at('large'), 2 ** 30)
  await writeFile(at('good'), webp)
  const ids = ['link', 'large']
  // Windows has no named pipes in folders.
  if (spawnSync('mkfifo', [at('pipe')]).status === 0) ids.push('pipe')
  for (const id of ids) expect(await storedThumbnail(run, id), id).toBe(undefined)
  expect(await storedThumbnail(run, 'good')).toEqual(webp)
})
