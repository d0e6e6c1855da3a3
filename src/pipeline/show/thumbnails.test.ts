import { spawnSync } from 'node:child_process'
import { mkdir, readdir, stat, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { folderOf } from '../../../test/folder-of.ts'
import { decodeImage } from '../../io/images/decode-image.ts'
import { thumbnailName } from '../../run/files.ts'
import { storedThumbnail } from './stored-thumbnail.ts'
import { smallImage, writeThumbnails } from './thumbnails.ts'

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

test('the thumbnail of an image is the same to the byte where the image was decoded before, whatever its kind', async () => {
  const noise = Buffer.from(Array.from({ length: 90 * 40 * 4 }, (_, i) => (i * i * 7919) % 256))
  const of = (channels: 1 | 3 | 4) => sharp(noise, { raw: { width: 90, height: 40, channels } })
  const kinds = {
    plain: of(3).png(),
    gray: of(1).png(),
    palette: of(3).gif(),
    lossy: of(3).jpeg(),
    profile: of(3).withIccProfile('p3').png(),
    transparent: of(4).webp({ lossless: true }),
    lying: of(3).withMetadata({ orientation: 6 }).jpeg(),
    deep: of(3).toColourspace('rgb16').png(),
    wide: of(1).resize(400, 20).png(),
  }
  for (const [kind, image] of Object.entries(kinds)) {
    const bytes = await image.toBuffer()
    const before = await smallImage(bytes, 192)
    for (const orientation of ['stored', 'upright'] as const) {
      await decodeImage(bytes, kind, undefined, { orientation })
      expect(before.equals(await smallImage(bytes, 192)), kind).toBe(true)
    }
  }
})

test('an image that is read in spite of a blemish has a thumbnail too', async () => {
  const jpeg = await sharp(await drawn(64, 64))
    .jpeg()
    .toBuffer()
  const blemished = Buffer.concat([jpeg.subarray(0, 2), Buffer.from([1, 2, 3]), jpeg.subarray(2)])
  await expect(sharp(blemished).raw().toBuffer()).rejects.toThrow('3 extraneous bytes')
  expect((await decodeImage(blemished, 'x.jpg')).width).toBe(64)
  expect((await sharp(await smallImage(blemished, 32)).metadata()).width).toBe(32)
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
