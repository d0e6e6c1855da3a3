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

test('transparency is dropped, the colours under it stay', async () => {
  const bytes = await raw(2, 1, 4, (x, _, c) => (c === 3 ? 255 * x : 10))
    .image.png()
    .toBuffer()
  expect([...(await decodeImage(bytes, 'x.png')).data]).toEqual([10, 10, 10, 10, 10, 10])
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
  // A PNG of 500 megapixels: its header alone.
  bytes.writeUInt32BE(25_000, 16)
  bytes.writeUInt32BE(20_000, 20)
  const attempt = decodeImage(bytes, 'bomb.png')
  await expect(attempt).rejects.toThrow(
    'Cannot read image "bomb.png": 25000 x 20000 pixels, expected at most 100000000 in all',
  )
  await expect(attempt).rejects.toMatchObject({ path: 'bomb.png' })
})

test('damaged, cut off and foreign bytes are named', async () => {
  const jpeg = await raw(64, 64, 3, noise).image.jpeg().toBuffer()
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
  for (const [bytes, message] of [
    [jpeg.subarray(0, jpeg.length / 2), /^Cannot read image "dir\/x.jpg": /],
    [new Uint8Array(), /^Cannot read image "dir\/x.jpg": /],
    [
      Buffer.from('<html>not found</html>'),
      /^Cannot read image "dir\/x.jpg": of another format, expected/,
    ],
    [Buffer.from('BM6\u0003 a bitmap'), /of another format, expected JPEG/],
    [svg, /format svg, expected JPEG, PNG/],
  ] as const) {
    const attempt = decodeImage(bytes, 'dir/x.jpg', { size: 8, resize: 'squash' })
    await expect(attempt).rejects.toThrow(message)
    await expect(attempt).rejects.toBeInstanceOf(DataError)
  }
})

/** A gray TIFF of one line of floats, little-endian. */
function floatTiff(samples: readonly number[]): Uint8Array {
  const tags = [
    [256, samples.length], // width
    [257, 1], // height
    [258, 32], // bits
    [259, 1], // no compression
    [262, 1], // 0 is black
    [273, 8], // data at byte 8
    [277, 1], // channels
    [278, 1], // lines a strip
    [279, 4 * samples.length], // bytes
    [339, 3], // floats
  ] as const
  const view = new DataView(new ArrayBuffer(8 + 4 * samples.length + 2 + 12 * tags.length + 4))
  const directory = 8 + 4 * samples.length
  view.setUint32(0, 0x49492a00)
  view.setUint32(4, directory, true)
  samples.forEach((sample, i) => {
    view.setFloat32(8 + 4 * i, sample, true)
  })
  view.setUint16(directory, tags.length, true)
  tags.forEach(([tag, value], i) => {
    const at = directory + 2 + 12 * i
    view.setUint16(at, tag, true)
    view.setUint16(at + 2, 4, true)
    view.setUint32(at + 4, 1, true)
    view.setUint32(at + 8, value, true)
  })
  return new Uint8Array(view.buffer)
}

test('samples of 32 bits are a share of 255 or what they are, and refused beyond', async () => {
  const tiff = (...samples: number[]) => floatTiff(samples)
  expect([...(await decodeImage(tiff(0, 0.5, 1), 'x.tif')).data]).toEqual([
    0, 0, 0, 127, 127, 127, 255, 255, 255,
  ])
  expect([...(await decodeImage(tiff(0, 9.5, 200), 'x.tif')).data]).toEqual([
    0, 0, 0, 9, 9, 9, 200, 200, 200,
  ])
  for (const samples of [
    [0, 4095],
    [-1, 1],
    [0, Number.NaN],
  ]) {
    await expect(decodeImage(tiff(...samples), 'x.tif')).rejects.toThrow(
      /samples of 32 bits from .*, expected 0 to 1 or 0 to 255/,
    )
  }
})

test('an image in one colour is told, whatever is made of it', async () => {
  const flat = await raw(9, 9, 3, () => 7)
    .image.png()
    .toBuffer()
  const spot = await raw(9, 9, 3, (x, y) => (x + y === 0 ? 8 : 7))
    .image.png()
    .toBuffer()
  const sizing = { size: 1, resize: 'squash' } as const
  expect((await decodeImage(flat, 'x.png', sizing)).isOneColour).toBe(true)
  expect((await decodeImage(spot, 'x.png', sizing)).isOneColour).toBe(false)
})

test('each damaged image has its own reason, however many are decoded at the same time', async () => {
  const whole = await raw(64, 64, 3, noise).image.jpeg().toBuffer()
  const png = await raw(64, 64, 3, noise).image.png().toBuffer()
  const damaged = [
    whole.subarray(0, 900),
    png.subarray(0, 900),
    Buffer.from('text'),
    whole.subarray(0, 700),
  ]
  const reasons = (files: readonly Uint8Array[]) =>
    Promise.all(
      files.map((file) =>
        decodeImage(file, 'x').then(
          () => 'read',
          (error: Error) => error.message,
        ),
      ),
    )
  const alone: string[] = []
  for (const file of damaged) alone.push(...(await reasons([file])))
  const many = Array.from({ length: 60 }, (_, i) => damaged[i % 4] as Uint8Array)
  expect(await reasons(many)).toEqual(many.map((_, i) => alone[i % 4]))
  expect(alone.join()).not.toContain('Unknown')
})

test('a small image that comes again is not decoded again, and is fitted and turned as it is asked for', async () => {
  const { image } = raw(30, 20, 3, noise)
  const lying = await image.jpeg().withMetadata({ orientation: 6 }).toBuffer()
  const first = await decodeImage(lying, 'first.jpg')
  const again = await decodeImage(new Uint8Array(lying), 'again.jpg')
  expect(again.data).toBe(first.data)
  const stored = await decodeImage(lying, 'stored.jpg', undefined, { orientation: 'stored' })
  expect([first.width, stored.width]).toEqual([20, 30])
  expect([first.wasTurned, stored.wasTurned]).toEqual([true, false])
  const fitted = await decodeImage(lying, 'small.jpg', { size: 8, resize: 'squash' })
  expect(fitted).toMatchObject({ width: 8, height: 8, wasTurned: true })
})

test('a large image is decoded anew', async () => {
  const bytes = await raw(200, 200, 3, noise).image.jpeg().toBuffer()
  const [one, other] = [await decodeImage(bytes, 'x.jpg'), await decodeImage(bytes, 'x.jpg')]
  expect(other.data).not.toBe(one.data)
  expect(Buffer.compare(other.data, one.data)).toBe(0)
})
