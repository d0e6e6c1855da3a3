import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { folderOf } from '../../test/folder-of.ts'
import {
  mixedWeights,
  quartersModel,
  writeOneRowModel,
  writeTinyEncoder,
} from '../../test/tiny-onnx/index.ts'
import { type OnnxEncoderConfig, onnxEncoderSchema } from '../run/config.ts'
import { EncoderError } from '../run/errors.ts'
import { describeModel } from './describe-model.ts'
import { encoderFiles } from './encoder-files.ts'
import { imageTower } from './image-tower.ts'
import { loadImageEncoder } from './load-image-encoder.ts'

const folder = await folderOf()

const config = (onnx: string, more: Record<string, unknown> = {}): OnnxEncoderConfig =>
  onnxEncoderSchema.parse({ onnx, input: { size: 8, mean: [0], std: [1] }, ...more })

/** A PNG whose four quarters have the given colours. */
async function quartersImage(colours: readonly (readonly number[])[]) {
  const data = new Uint8Array(8 * 8 * 3)
  for (let pixel = 0; pixel < 64; pixel++) {
    const quarter = (pixel >= 32 ? 2 : 0) + (pixel % 8 >= 4 ? 1 : 0)
    data.set(colours[quarter] ?? [], 3 * pixel)
  }
  return sharp(data, { raw: { width: 8, height: 8, channels: 3 } })
    .png()
    .toBuffer()
}

const someImages = (count: number) =>
  Promise.all(
    Array.from({ length: count }, (_, i) =>
      quartersImage(
        [0, 1, 2, 3].map((q) => [0, 1, 2].map((c) => (37 * i + 61 * q + 89 * c) % 256)),
      ),
    ),
  )

/** Message of the EncoderError of a promise. */
async function refusal(promise: Promise<unknown>) {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown) => thrown,
  )
  expect(error).toBeInstanceOf(EncoderError)
  const { message, hint } = error as EncoderError
  return `${message} (${hint ?? ''})`
}

test('an encoder gives what its graph computes of the pixels', async () => {
  await writeTinyEncoder(join(folder, 'plain.onnx'))
  const encoder = await loadImageEncoder(config('plain.onnx'), folder)
  const colours = [
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255],
    [51, 102, 204],
  ]
  const { data, rows, cols } = await encoder.encode([
    await encoder.prepare(await quartersImage(colours)),
  ])
  const means = [0, 1, 2].flatMap((channel) =>
    colours.map((colour) => (colour[channel] ?? 0) / 255),
  )
  const expected = mixedWeights(6).map((row) =>
    row.reduce((sum, weight, i) => sum + weight * (means[i] ?? 0), 0),
  )
  expect([rows, cols, encoder.dimensions, encoder.device]).toEqual([1, 6, 6, 'cpu'])
  expected.forEach((value, i) => {
    expect(data[i]).toBeCloseTo(value, 5)
  })
  await encoder.close()
})

test('a model fixed to batches of 3 gives the rows of a free one, also of a last batch of 2', async () => {
  await writeTinyEncoder(join(folder, 'free.onnx'))
  await writeTinyEncoder(join(folder, 'fixed.onnx'), { batch: 3 })
  const images = await someImages(5)
  const results = []
  for (const name of ['free.onnx', 'fixed.onnx']) {
    const encoder = await loadImageEncoder(config(name), folder)
    const prepared = await Promise.all(images.map((image) => encoder.prepare(image)))
    const { data, rows } = await encoder.encode(prepared)
    expect(rows).toBe(5)
    results.push(Array.from(data, (value) => value.toFixed(5)))
    await encoder.close()
  }
  expect(results[1]).toEqual(results[0])
})

test('an output [n, d, 1, 1] is n rows of d numbers', async () => {
  await writeTinyEncoder(join(folder, 'pooled.onnx'))
  const encoder = await loadImageEncoder(config('pooled.onnx', { output: 'pooled' }), folder)
  const image = await quartersImage(Array(4).fill([51, 102, 204]))
  const { data, cols } = await encoder.encode([await encoder.prepare(image)])
  expect(cols).toBe(3)
  expect(Array.from(data, (value) => value.toFixed(4))).toEqual(['0.2000', '0.4000', '0.8000'])
  await encoder.close()
})

test('of several outputs the one named like an embedding is taken, by a run and by what is built onto the model', async () => {
  const outputs = [
    { name: 'logits', shape: ['n', 6] },
    { name: 'embedding', shape: ['n', 3, 1, 1] },
  ]
  const pool = { op: 'GlobalAveragePool', inputs: ['map'], output: 'embedding' }
  const model = quartersModel({ weights: mixedWeights(6) }, 'input', outputs, [pool])
  await writeFile(join(folder, 'two.onnx'), model)
  const encoder = await loadImageEncoder(config('two.onnx'), folder)
  expect(encoder.dimensions).toBe(3)
  await encoder.close()
  const tower = await imageTower(config('two.onnx'), folder)
  expect(tower).toEqual({ file: join(folder, 'two.onnx'), output: 'embedding' })
})

test('an output with height and width is refused, with the outputs that there are', async () => {
  await writeTinyEncoder(join(folder, 'map.onnx'))
  const encoder = await loadImageEncoder(config('map.onnx', { output: 'map' }), folder)
  const [image] = await someImages(1)
  const prepared = await encoder.prepare(image ?? Buffer.of())
  const text = await refusal(encoder.encode([prepared]))
  expect(text).toContain('shape [1, 3, 2, 2], expected [n, d] or [n, d, 1, 1]')
  expect(text).toContain('"embedding" float32 [n, 6]')
  await encoder.close()
})

test.each([
  ['an output it does not have', { output: 'logits' }, 'no "logits", expected one of "embedding"'],
  ['an input it does not have', { inputName: 'x' }, 'no "x", expected one of "input"'],
  ['images of another size', { input: { size: 32 } }, 'the config gives float32 [n, 3, 32, 32]'],
  [
    'channels last',
    { input: { size: 8, layout: 'nhwc' } },
    'its input is "input" float32 [n, 3, 8, 8], the config gives float32 [n, 8, 8, 3]',
  ],
  [
    'two means for three channels',
    { input: { size: 8, mean: [0, 1] } },
    '2 numbers in encoder.input.mean, expected 3 (rgb)',
  ],
  ['a device it cannot use', { device: 'abacus' }, 'on device "abacus"'],
])('a model that is given %s is refused when it is loaded', async (_, more, expected) => {
  await writeTinyEncoder(join(folder, 'strict.onnx'))
  const loading = loadImageEncoder(config('strict.onnx', more), folder)
  expect(await refusal(loading)).toContain(expected)
})

test('a file that is missing, a folder, a Git LFS pointer or no ONNX is refused with its reason', async () => {
  await writeTinyEncoder(join(folder, 'whole.onnx'))
  const whole = await readFile(join(folder, 'whole.onnx'))
  await writeFile(join(folder, 'cut.onnx'), whole.subarray(0, whole.length - 40))
  await writeFile(join(folder, 'text.onnx'), 'these are not the weights')
  await writeFile(
    join(folder, 'lfs.onnx'),
    'version https://git-lfs.github.com/spec/v1\noid sha256:0',
  )
  const found = (name: string) => refusal(loadImageEncoder(config(name), folder))
  expect(await found('none.onnx')).toContain('none.onnx": no such file')
  expect(await found('.')).toContain('it is a folder')
  expect(await found('cut.onnx')).toContain('not an ONNX file, or cut off')
  expect(await found('text.onnx')).toContain('not an ONNX file, or cut off')
  expect(await found('lfs.onnx')).toContain('git lfs pull')
})

test('a model of an operator set that the runtime does not know is refused with what to do', async () => {
  await writeTinyEncoder(join(folder, 'future.onnx'), { opset: 99 })
  const text = await refusal(loadImageEncoder(config('future.onnx'), folder))
  expect(text).toMatch(/opset 99/i)
  expect(text).toContain('export it again')
})

test('numbers that are not finite are refused and not stored', async () => {
  await writeTinyEncoder(join(folder, 'inf.onnx'), { weights: [Array(12).fill(3e38)] })
  const encoder = await loadImageEncoder(config('inf.onnx'), folder)
  const image = await quartersImage(Array(4).fill([255, 255, 255]))
  const text = await refusal(encoder.encode([await encoder.prepare(image)]))
  expect(text).toContain('it holds Infinity, expected finite numbers')
  await encoder.close()
})

test('a model that answers with one row for a whole batch is refused', async () => {
  await writeOneRowModel(join(folder, 'one-row.onnx'))
  const encoder = await loadImageEncoder(config('one-row.onnx'), folder)
  const images = Array.from({ length: 4 }, () => ({ input: new Float32Array(encoder.inputLength) }))
  const text = await refusal(encoder.encode(images))
  expect(text).toContain('shape [1, 12] for a batch of 4, expected 4 rows')
  await encoder.close()
})

test('describeModel() tells size, dimensions and a speed', async () => {
  await writeTinyEncoder(join(folder, 'priced.onnx'))
  const encoder = await loadImageEncoder(config('priced.onnx'), folder)
  const files = await encoderFiles(config('priced.onnx'), folder)
  const { bytes, dimensions, imagesPerSecond } = await describeModel(encoder, files)
  expect(bytes).toBe((await readFile(join(folder, 'priced.onnx'))).length)
  expect(dimensions).toBe(6)
  expect(imagesPerSecond).toBeGreaterThan(0)
  await encoder.close()
})

test('encoderFiles() names the file beside an ONNX file that holds its weights, whatever its name', async () => {
  await writeTinyEncoder(join(folder, 'large.onnx'), { external: 'weights.bin' })
  const files = await encoderFiles(config('large.onnx'), folder)
  expect(files).toEqual([join(folder, 'large.onnx'), join(folder, 'weights.bin')])
  const encoder = await loadImageEncoder(config('large.onnx'), folder)
  expect(encoder.dimensions).toBe(6)
  await encoder.close()
})

test('encoderFiles() refuses weights outside the folder of the model', async () => {
  await writeTinyEncoder(join(folder, 'escapes.onnx'), { external: '../escaped.bin' })
  await expect(encoderFiles(config('escapes.onnx'), folder)).rejects.toThrow(
    'its weights are in "../escaped.bin", expected a file beside it',
  )
  await rm(join(folder, '../escaped.bin'))
})
