import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { beforeAll, expect, test, vi } from 'vitest'
import { folderOf } from '../../test/folder-of.ts'
import { writeTinyClip } from '../../test/tiny-onnx/index.ts'
import { matrixRow } from '../core/vectors/matrix.ts'
import { hubEncoderSchema } from '../run/config.ts'
import { encoderFiles } from './encoder-files.ts'
import { openModelFolder } from './hub-folder.ts'
import { loadHubImageEncoder } from './hub-image-encoder.ts'
import { loadTextEncoder, loadUnknownWords } from './text-encoder.ts'
import { loadTokenizer } from './tokenizer.ts'

const folder = await folderOf()
beforeAll(async () => {
  await writeTinyClip(join(folder, 'clip'))
  await writeTinyClip(join(folder, 'siglip'), { modelType: 'siglip' })
})

const config = (model: string, more: Record<string, unknown> = {}) =>
  hubEncoderSchema.parse({ model, ...more })

/** A local folder never asks the network. */
const offline = () => ({
  folder: join(folder, 'store'),
  fetch: () => Promise.reject(new TypeError('fetch failed', { cause: new Error('no network') })),
})

const loadImages = (model: string, more: Record<string, unknown> = {}) =>
  loadHubImageEncoder(config(model, more), folder, offline())
const loadTexts = (model: string, more: Record<string, unknown> = {}) =>
  loadTextEncoder(config(model, more), folder, offline())

const png = (width: number, height: number, background: string) =>
  sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer()

function cosine(a: Float32Array, b: Float32Array) {
  const dot = (x: Float32Array, y: Float32Array) =>
    x.reduce((sum, v, i) => sum + v * (y[i] ?? 0), 0)
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))
}

test.each(['clip', 'siglip'])(
  'the two towers of a local %s model share one space',
  async (model) => {
    const images = await loadImages(model)
    const texts = await loadTexts(model)
    const colours = ['red', 'green', 'blue']
    const prepared = colours.map(async (name) =>
      images.prepare(await png(20, 10, name === 'green' ? '#00ff00' : name)),
    )
    const imageVectors = await images.encode(await Promise.all(prepared))
    const textVectors = await texts.encodeTexts(colours.map((name) => `a photo of a ${name} thing`))
    colours.forEach((_, text) => {
      const scores = colours.map((__, image) =>
        cosine(matrixRow(imageVectors, image), matrixRow(textVectors, text)),
      )
      expect(scores.indexOf(Math.max(...scores))).toBe(text)
      expect(scores[text]).toBeCloseTo(1, 4)
    })
    await images.close()
    await texts.close()
  },
)

test('a clip model sees the centre of a wide image, and all of it when squashed', async () => {
  const side = await png(12, 24, 'blue')
  const wide = await sharp({ create: { width: 48, height: 24, channels: 3, background: 'red' } })
    .composite([
      { input: side, left: 0, top: 0 },
      { input: side, left: 36, top: 0 },
    ])
    .png()
    .toBuffer()
  const red = await png(8, 8, 'red')
  const cosines: number[] = []
  for (const resize of ['model', 'squash']) {
    const encoder = await loadImages('clip', { resize })
    const both = await encoder.encode([await encoder.prepare(wide), await encoder.prepare(red)])
    cosines.push(cosine(matrixRow(both, 0), matrixRow(both, 1)))
    await encoder.close()
  }
  expect(cosines[0]).toBeGreaterThan(0.99)
  expect(cosines[1]).toBeLessThan(0.9)
})

test('a text has one vector, whatever stands in its batch', async () => {
  const texts = ['red', 'a very long text of green and blue and dark', '', 'bright red']
  const vectors = []
  for (const batch of [1, 2, 32]) {
    const encoder = await loadTexts('clip', { batch })
    vectors.push(Array.from((await encoder.encodeTexts(texts)).data, (value) => value.toFixed(6)))
    await encoder.close()
  }
  expect(vectors[1]).toEqual(vectors[0])
  expect(vectors[2]).toEqual(vectors[0])
})

test('a SigLIP text has its full length, 64 tokens where the model does not say, and no limit of a tokenizer that has none', async () => {
  await writeTinyClip(join(folder, 'siglip2'), { modelType: 'siglip2', maxTokens: 64 })
  const open = async (name: string) =>
    loadTokenizer(await openModelFolder({ model: name }, folder, offline()), name, name)
  expect((await open('siglip')).tokenize(['red', 'a blue thing']).length).toBe(16)
  expect((await open('siglip2')).tokenize(['red']).length).toBe(64)
  expect((await open('clip')).tokenize(['red', 'a blue thing']).length).toBe(5)
  await writeFile(join(folder, 'siglip2', 'config.json'), '{ "model_type": "siglip2" }')
  expect((await open('siglip2')).tokenize(['red']).length).toBe(64)
  const texts = await loadTexts('siglip2')
  expect((await texts.encodeTexts(['red'])).cols).toBe(8)
  await texts.close()
  await expect(loadImages('siglip2')).rejects.toThrow('takes patches of any number')
})

test('a text encoder tells the words that it does not know', async () => {
  const encoder = await loadTexts('clip')
  expect(encoder.unknownWords('red Xyzzy and blue')).toEqual(['Xyzzy', 'and'])
  expect(await (await loadUnknownWords(config('clip'), folder, offline()))('dark qwerty')).toEqual([
    'qwerty',
  ])
  await encoder.close()
})

test.each([
  ['q8', '_quantized'],
  ['q4', '_q4'],
  ['fp16', '_fp16'],
])('dtype %s opens the files that end in %s', async (dtype, ending) => {
  const name = `clip${ending}`
  await writeTinyClip(join(folder, name), { endings: [ending] })
  const encoder = await loadTextEncoder(config(name, { dtype }), folder, offline())
  expect((await encoder.encodeTexts(['red'])).rows).toBe(1)
  await encoder.close()
  await expect(loadTexts(name)).rejects.toThrow('no "onnx/text_model.onnx"')
})

test('a text with too many tokens is refused and not cut', async () => {
  const encoder = await loadTexts('clip')
  const long = 'red '.repeat(15)
  await expect(encoder.encodeTexts(['red', long])).rejects.toThrow(
    /Cannot encode text "red red .*": 17 tokens, expected at most 16/,
  )
  await encoder.close()
})

test('encoding of texts stops between batches', async () => {
  const encoder = await loadTexts('clip', { batch: 1 })
  const signal = AbortSignal.abort(new Error('enough'))
  await expect(encoder.encodeTexts(['red'], { signal })).rejects.toThrow('enough')
  await encoder.close()
})

test('a model without the precision asked for, and of another type, is refused', async () => {
  await expect(loadImages('clip', { dtype: 'fp16' })).rejects.toThrow(
    'no "onnx/vision_model_fp16.onnx"',
  )
  await expect(loadImages('clip', { dtype: 'fp12' })).rejects.toThrow(
    'dtype "fp12", expected one of',
  )
  await writeTinyClip(join(folder, 'bert'))
  await writeFile(join(folder, 'bert', 'config.json'), '{ "model_type": "bert" }')
  await expect(loadTexts('bert')).rejects.toThrow(
    'model_type "bert" in config.json, expected "clip"',
  )
  await writeFile(join(folder, 'bert', 'config.json'), '{ "model_type"')
  await expect(loadTexts('bert')).rejects.toThrow('is no JSON object')
})

test('a folder that does not exist is refused, and so is a Hub id without network, with what to do', async () => {
  await expect(loadImages('./models/clip')).rejects.toThrow(
    'Cannot find model "./models/clip": no folder',
  )
  await expect(loadImages('Xenova/clip-vit-base-patch32')).rejects.toMatchObject({
    message:
      'Cannot download "config.json" of model "Xenova/clip-vit-base-patch32" from https://huggingface.co: no network',
    hint: expect.stringContaining('hf download Xenova/clip-vit-base-patch32 --local-dir'),
  })
})

test('a Hub model is downloaded once, only the files that its tower needs', async () => {
  const asked: string[] = []
  const store = {
    folder: join(folder, 'downloads'),
    fetch: async (url: string | URL | Request) => {
      const file = String(url).replace('https://huggingface.co/org/clip/resolve/main/', '')
      asked.push(file)
      const bytes = await readFile(join(folder, 'clip', file)).catch(() => undefined)
      return bytes ? new Response(bytes) : new Response('', { status: 404 })
    },
  }
  const files = [
    'config.json',
    'onnx/vision_model.onnx',
    'onnx/vision_model.onnx_data',
    'preprocessor_config.json',
  ]
  const found = await encoderFiles(config('org/clip'), folder, 'image', store)
  expect(asked.toSorted()).toEqual(files)
  expect(found).toEqual([
    join(folder, 'downloads/org/clip/onnx/vision_model.onnx'),
    join(folder, 'downloads/org/clip/preprocessor_config.json'),
  ])
  const encoder = await loadHubImageEncoder(config('org/clip'), folder, store)
  expect(encoder.dimensions).toBe(8)
  await encoder.close()
  expect(asked).toHaveLength(files.length)
})

test('all files of a Hub model are of the commit that its first file was of', async () => {
  const asked: string[] = []
  const commit = 'a'.repeat(40)
  const store = {
    folder: join(folder, 'downloads-commit'),
    fetch: async (url: string | URL | Request) => {
      const [revision = '', ...file] = String(url).split('/resolve/')[1]?.split('/') ?? []
      asked.push(revision)
      const bytes = await readFile(join(folder, 'clip', ...file)).catch(() => undefined)
      const headers = { 'x-repo-commit': asked.length === 1 ? commit : 'b'.repeat(40) }
      return bytes ? new Response(bytes, { headers }) : new Response('', { status: 404 })
    },
  }
  await encoderFiles(config('org/clip'), folder, 'image', store)
  await encoderFiles(config('org/clip'), folder, 'text', store)
  expect(asked.length).toBeGreaterThan(4)
  expect(new Set(asked.slice(1))).toEqual(new Set([commit]))
  expect(asked[0]).toBe('main')
})

test('a model comes from the mirror that HF_ENDPOINT names, as a dataset does', async () => {
  vi.stubEnv('HF_ENDPOINT', 'https://mirror.example/')
  const asked: string[] = []
  const store = {
    folder: join(folder, 'downloads-mirror'),
    fetch: async (url: string | URL | Request) => {
      asked.push(String(url))
      return new Response('', { status: 404 })
    },
  }
  await expect(encoderFiles(config('org/clip'), folder, 'image', store)).rejects.toThrow()
  vi.unstubAllEnvs()
  expect(asked).toEqual(['https://mirror.example/org/clip/resolve/main/config.json'])
})

test('a refusal of the Hub is told with its number', async () => {
  const store = {
    ...offline(),
    fetch: async () => new Response('', { status: 401, statusText: 'Unauthorized' }),
  }
  await expect(loadHubImageEncoder(config('org/gated'), folder, store)).rejects.toThrow(
    'from https://huggingface.co: answer 401 Unauthorized',
  )
})

test('a model that the config calls local is never asked of the Hub, and one of the Hub never taken from a folder', async () => {
  const asked: string[] = []
  const store = {
    folder: join(folder, 'downloads-pinned'),
    fetch: async (url: string | URL | Request) => {
      asked.push(String(url))
      return new Response('', { status: 404 })
    },
  }
  const local = config('org/moved-away', { source: 'local' })
  await expect(encoderFiles(local, folder, 'image', store)).rejects.toThrow(
    'expected the local folder that the config says it is',
  )
  expect(asked).toEqual([])
  await writeTinyClip(join(folder, 'org/clip'))
  const hub = config('org/clip', { source: 'hub', revision: 'abc123' })
  await expect(encoderFiles(hub, folder, 'image', store)).rejects.toThrow('no "config.json"')
  expect(asked).toEqual(['https://huggingface.co/org/clip/resolve/abc123/config.json'])
  await rm(join(folder, 'org'), { recursive: true })
})
