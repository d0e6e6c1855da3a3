// Peak memory of encoding large photos: node bench/decode-memory.js [photos] [megapixels]; after npm run build.
// Makes JPEGs of noise in a temporary folder, passes them through a stand-in for a model, prints the peak.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'

const [photos = 200, megapixels = 12] = process.argv.slice(2).map(Number)
const width = Math.round(Math.sqrt((megapixels * 1e6 * 4) / 3))
const height = Math.round((width * 3) / 4)
const folder = await mkdtemp(join(tmpdir(), 'decode-memory-'))
try {
  const noise = { type: 'gaussian', mean: 128, sigma: 40 }
  const jpeg = await sharp({
    create: { width: width >> 3, height: height >> 3, channels: 3, background: '#888', noise },
  })
    .resize(width, height)
    .jpeg({ quality: 90 })
    .toBuffer()
  await writeFile(join(folder, 'photo.jpg'), jpeg)
  const before = process.resourceUsage().maxRSS / 1024
  const { encodeAhead } = await import('../dist/encoders/encode-ahead.js')
  const { decodeImage } = await import('../dist/io/images/decode-image.js')
  const images = { name: (row) => `${row}.jpg`, read: () => readFile(join(folder, 'photo.jpg')) }
  const model = {
    batch: 32,
    prepare: async (bytes, name) => ({
      input: Float32Array.from(
        (await decodeImage(bytes, name, { size: 224, resize: 'squash' })).data,
      ),
    }),
    encode: async (batch) => ({
      data: new Float32Array(batch.length),
      rows: batch.length,
      cols: 1,
    }),
  }
  const start = performance.now()
  for await (const _ of encodeAhead(
    images,
    Array.from({ length: photos }, (_, row) => row),
    model,
  ));
  const seconds = (performance.now() - start) / 1000
  const peak = process.resourceUsage().maxRSS / 1024
  console.log(
    `${photos} photos of ${width} x ${height} (${(jpeg.length / 1e6).toFixed(1)} MB each): peak ${Math.round(peak)} MB ` +
      `(${Math.round(before)} MB before), ${(photos / seconds).toFixed(1)} photos a second`,
  )
} finally {
  await rm(folder, { recursive: true })
}
