import sharp from 'sharp'
import { expect, test } from 'vitest'
import { DataError } from '../../run/errors.ts'
import { decodeImage } from './decode-image.ts'

/** Raw pixels as an image for sharp. */
function raw(
  width: number,
  height: number,
  channels: 1 | 3 | 4,
  value: (x: number, y: number, c: number) => number,
) {
  const data = Uint8Array.from({ length: width * height * channels }, (_, i) => {
    const pixel = Math.floor(i / channels)
    return value(pixel % width, Math.floor(pixel / width), i % channels)
  })
  return { data, image: sharp(data, { raw: { width, height, channels } }) }
}

const noise = (x: number, y: number, c: number) => (x * 37 + y * 91 + c * 53) % 256

test('an image of the wanted size is not resampled', async () => {
  const { data, image } = raw(32, 32, 3, noise)
  const bytes = await image.png().toBuffer()
  for (const resize of ['squash', 'crop', 'pad'] as const) {
    const decoded = await decodeImage(bytes, 'x.png', { size: 32, resize })
    expect(decoded).toMatchObject({ width: 32, height: 32 })
    expect(Buffer.compare(decoded.data, data)).toBe(0)
  }
  expect(Buffer.compare((await decodeImage(bytes, 'x.png')).data, data)).toBe(0)
})

test('squash forces both sides, crop keeps the centre, pad adds black', async () => {
  const bytes = await raw(40, 20, 3, (x) => (x < 10 || x >= 30 ? 255 : 100))
    .image.png()
    .toBuffer()
  const values = async (resize: 'squash' | 'crop' | 'pad') => {
    const { width, height, data } = await decodeImage(bytes, 'x.png', { size: 20, resize })
    expect([width, height]).toEqual([20, 20])
    return [data[3 * (10 * 20 + 1)], data[3 * (10 * 20 + 10)], data[3 * 10]]
  }
  expect(await values('squash')).toEqual([255, 100, 100])
  expect(await values('crop')).toEqual([100, 100, 100])
  expect(await values('pad')).toEqual([255, 100, 0])
})

test('EXIF orientation is honoured', async () => {
  const { image } = raw(4, 2, 3, (x) => (x === 0 ? 255 : 0))
  const bytes = await image.png().withMetadata({ orientation: 6 }).toBuffer()
  const { width, height, data } = await decodeImage(bytes, 'x.png')
  expect([width, height]).toEqual([2, 4])
  expect([...data.slice(0, 6)]).toEqual([255, 255, 255, 255, 255, 255])
  const sized = await decodeImage(bytes, 'x.png', { size: [4, 2], resize: 'squash' })
  expect(sized.data).toEqual(data)
})

test('transparent pixels lie on white', async () => {
  const bytes = await raw(2, 1, 4, (x, _, c) => (c === 3 ? 255 * x : 10))
    .image.png()
    .toBuffer()
  expect([...(await decodeImage(bytes, 'x.png')).data]).toEqual([255, 255, 255, 10, 10, 10])
})

test('gray, CMYK, palette and 16-bit images become 8-bit RGB', async () => {
  const gray = await raw(3, 1, 1, (x) => 100 * x)
    .image.toColourspace('b-w')
    .png()
    .toBuffer()
  expect([...(await decodeImage(gray, 'g.png')).data]).toEqual([
    0, 0, 0, 100, 100, 100, 200, 200, 200,
  ])
  const wide = await raw(3, 1, 1, (x) => 100 * x)
    .image.toColourspace('grey16')
    .png()
    .toBuffer()
  expect((await sharp(wide).metadata()).depth).toBe('ushort')
  expect([...(await decodeImage(wide, 'w.png')).data]).toEqual([
    0, 0, 0, 100, 100, 100, 200, 200, 200,
  ])
  const cmyk = await raw(16, 16, 3, () => 255)
    .image.toColourspace('cmyk')
    .jpeg()
    .toBuffer()
  expect((await sharp(cmyk).metadata()).space).toBe('cmyk')
  const { data } = await decodeImage(cmyk, 'c.jpg')
  expect(data).toHaveLength(16 * 16 * 3)
  expect(Math.min(...data)).toBeGreaterThan(245)
  const palette = await raw(2, 1, 3, (x) => 255 * x)
    .image.gif()
    .toBuffer()
  expect([...(await decodeImage(palette, 'p.gif')).data]).toEqual([0, 0, 0, 255, 255, 255])
})

test('too many pixels are refused by size before anything is decoded', async () => {
  const bytes = await raw(50, 40, 3, () => 0)
    .image.png()
    .toBuffer()
  const attempt = decodeImage(bytes, 'big.png', undefined, { maxPixels: 1999 })
  await expect(attempt).rejects.toThrow(
    'Cannot read image "big.png": 50 x 40 pixels, expected at most 1999 in all',
  )
  await expect(attempt).rejects.toMatchObject({ path: 'big.png' })
  // A PNG of 500 megapixels: its header alone.
  const header = Buffer.from(bytes)
  header.writeUInt32BE(25_000, 16)
  header.writeUInt32BE(20_000, 20)
  await expect(decodeImage(header, 'bomb.png')).rejects.toThrow(DataError)
})

test('damaged, cut off and foreign bytes are named', async () => {
  const jpeg = await raw(64, 64, 3, noise).image.jpeg().toBuffer()
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
  for (const [bytes, message] of [
    [jpeg.subarray(0, jpeg.length / 2), /^Cannot read image "dir\/x.jpg": /],
    [new Uint8Array(), /^Cannot read image "dir\/x.jpg": /],
    [Buffer.from('<html>not found</html>'), /^Cannot read image "dir\/x.jpg": /],
    [svg, /format svg, expected JPEG, PNG/],
  ] as const) {
    const attempt = decodeImage(bytes, 'dir/x.jpg', { size: 8, resize: 'squash' })
    await expect(attempt).rejects.toThrow(message)
    await expect(attempt).rejects.toBeInstanceOf(DataError)
  }
})
