import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { folderOf } from '../../../test/folder-of.ts'
import { mixedWeights, quartersModel, writeTinyClip } from '../../../test/tiny-onnx/index.ts'
import { randomSource } from '../../core/vectors/random.ts'
import { hubEncoderSchema } from '../../run/config.ts'
import { encoderFidelity } from './fidelity.ts'

test('encoderFidelity() tells a tower that equals fp32 from one that does not, and asks for one that is not fp32', async () => {
  const folder = await folderOf()
  await writeTinyClip(join(folder, 'clip'), { endings: ['', '_quantized'] })
  const random = randomSource('fidelity')
  const pictures = await Promise.all(
    Array.from({ length: 30 }, () => {
      const data = Uint8Array.from({ length: 12 }, () => 256 * random())
      return sharp(data, { raw: { width: 2, height: 2, channels: 3 } })
        .resize(8, 8, { kernel: 'nearest' })
        .png()
        .toBuffer()
    }),
  )
  const images = {
    count: 30,
    missing: [3],
    name: (row: number) => `${row}.png`,
    read: async (row: number) => pictures[row] ?? new Uint8Array(),
    digest: async () => undefined,
  }
  const encoder = hubEncoderSchema.parse({ model: 'clip', dtype: 'q8' })
  const same = await encoderFidelity(encoder, images, folder)
  expect(same).toMatchObject({ dtype: 'q8', images: 29, neighbours: 1 })
  expect(same.cosine.lowest).toBeCloseTo(1, 5)
  const other = quartersModel({ size: 8, weights: mixedWeights(8) }, 'pixel_values', [
    { name: 'image_embeds', shape: ['n', 8] },
  ])
  await writeFile(join(folder, 'clip', 'onnx', 'vision_model_quantized.onnx'), other)
  const worse = await encoderFidelity(encoder, images, folder)
  expect(worse.cosine.lowest).toBeLessThan(0.9)
  expect(worse.neighbours).toBeLessThan(1)
  await expect(encoderFidelity({ ...encoder, dtype: 'fp32' }, images, folder)).rejects.toThrow(
    'Cannot compare with fp32',
  )
})
