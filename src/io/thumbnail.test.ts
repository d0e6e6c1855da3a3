import sharp from 'sharp'
import { expect, test } from 'vitest'
import { makeThumbnail } from './thumbnail.ts'

const image = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#369' } })
    .png()
    .toBuffer()

test('makeThumbnail() fits the longer side and never enlarges', async () => {
  for (const [width, height, expected] of [
    [200, 100, [96, 48]],
    [100, 200, [48, 96]],
    [32, 20, [32, 20]],
  ] as const) {
    const thumbnail = await makeThumbnail(await image(width, height), 'x.png', 96)
    const found = await sharp(thumbnail).metadata()
    expect([found.format, found.width, found.height]).toEqual(['webp', ...expected])
  }
})

test('makeThumbnail() gives equal bytes for equal bytes', async () => {
  const bytes = await image(120, 90)
  expect(await makeThumbnail(bytes, 'x', 64)).toEqual(await makeThumbnail(bytes, 'x', 64))
  await expect(makeThumbnail(Uint8Array.of(1), 'x', 64)).rejects.toThrow('Cannot read image "x"')
})
