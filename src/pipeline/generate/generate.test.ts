import { readdir, readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { folderOf } from '../../../test/folder-of.ts'
import { plantedRun } from '../../../test/planted-run/planted-run.ts'
import type { Run } from '../run-folder/open-run.ts'
import { type GenerateOptions, generateImages, planGenerate } from './generate.ts'
import { type ApiKind, imageApi } from './image-api.ts'
import type { PromptLine } from './plan-images.ts'

const folder = await folderOf()
let run: Run
let png: Buffer
let server: Server | undefined
const KEY = 'sk-very-secret'

beforeAll(async () => {
  run = await plantedRun(folder, { perClass: 12 })
  const create = { width: 8, height: 8, channels: 3 as const, background: 'teal' }
  png = await sharp({ create }).png().toBuffer()
})
afterEach(async () => {
  server?.closeAllConnections()
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)))
  server = undefined
})

interface Request {
  path: string
  authorization: string | undefined
  body: Record<string, unknown>
}
type Fault = (request: IncomingMessage, response: ServerResponse) => void

/** A server that speaks both APIs; the first answers are the given faults. Keeps what it was asked. */
async function serve(faults: (Fault | undefined)[] = []) {
  const requests: Request[] = []
  server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    const body = JSON.parse(Buffer.concat(parts).toString() || '{}')
    const { authorization } = request.headers
    requests.push({ path: request.url ?? '', authorization, body })
    const fault = faults[requests.length - 1]
    if (fault) return fault(request, response)
    response.setHeader('content-type', 'application/json')
    const b64 = png.toString('base64')
    response.end(
      JSON.stringify(
        request.url?.includes('sdapi') ? { images: [b64] } : { data: [{ b64_json: b64 }] },
      ),
    )
  })
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const api = (kind: ApiKind = 'openai', key: string | undefined = KEY) =>
    imageApi(`http://127.0.0.1:${port}`, kind, key)
  return { requests, api, port }
}

const line = (id: string, count: number, prompt = `a photo of ${id}`): PromptLine => ({
  id,
  class: 'cat',
  direction: 1,
  side: 'hard',
  prompt,
  negativePrompt: 'text',
  count,
})
const settings = { model: 'dall-e-2', width: 256, height: 256, steps: 50, guidance: 7.5 }
let runs = 0
const options = (more: Partial<GenerateOptions> = {}): GenerateOptions => ({
  prompts: [line('p1', 2), line('p2', 1)],
  settings,
  rate: 60_000,
  patience: { backoffMs: 5, retries: 3, timeoutMs: 400 },
  name: `generate-${++runs}`,
  ...more,
})
const filesOf = async (name: string | undefined, part: string) =>
  (await readdir(join(folder, 'interventions', name ?? '', part)).catch(() => [])).sort()

test('generateImages() asks an OpenAI-compatible server and stores every image with its prompt', async () => {
  const { api, requests } = await serve()
  const chosen = options()
  const manifest = await generateImages(run, api(), chosen)
  expect(requests).toHaveLength(3)
  expect(requests[0]).toEqual({
    path: '/v1/images/generations',
    authorization: `Bearer ${KEY}`,
    body: {
      model: 'dall-e-2',
      prompt: 'a photo of p1',
      n: 1,
      size: '256x256',
      response_format: 'b64_json',
    },
  })
  expect(await filesOf(chosen.name, 'images')).toEqual([
    'p1-0000.png',
    'p1-0001.png',
    'p2-0000.png',
  ])
  const dir = join(folder, 'interventions', chosen.name ?? '')
  expect((await readFile(join(dir, 'images/p1-0000.png'))).equals(png)).toBe(true)
  const record = JSON.parse(await readFile(join(dir, 'records/p1-0001.json'), 'utf8'))
  expect(record).toMatchObject({ prompt: 'a photo of p1', class: 'cat', seed: 1 })
  expect(await readFile(join(dir, 'metadata.csv'), 'utf8')).toContain(
    'images/p2-0000.png,cat,hard,1,a photo of p2,0\n',
  )
  expect(manifest.counts).toMatchObject([{ class: 'cat', available: 3, chosen: 3 }])
})

test('generateImages() speaks the web UI API with negative prompt, seed and basic authentication', async () => {
  const { api, requests } = await serve()
  await generateImages(
    run,
    api('webui', 'ann:pass-word'),
    options({ settings: { ...settings, model: undefined } }),
  )
  expect(requests[1]).toEqual({
    path: '/sdapi/v1/txt2img',
    authorization: `Basic ${Buffer.from('ann:pass-word').toString('base64')}`,
    body: {
      prompt: 'a photo of p1',
      negative_prompt: 'text',
      seed: 1,
      steps: 50,
      cfg_scale: 7.5,
      width: 256,
      height: 256,
      batch_size: 1,
      n_iter: 1,
    },
  })
})

const status =
  (code: number, headers = {}, body = ''): Fault =>
  (_, response) => {
    response.writeHead(code, headers).end(body)
  }
const FAULTS: [string, Fault][] = [
  ['429', status(429, { 'retry-after': '0.02' })],
  ['500', status(500)],
  ['a 503 with a date', status(503, { 'retry-after': new Date().toUTCString() })],
  ['no answer in time', () => {}],
  ['a connection cut before the answer', (request) => request.socket.destroy()],
  [
    'a connection cut in the answer',
    (request, response) => {
      response.writeHead(200, { 'content-length': '1000' }).write('{"data":')
      setTimeout(() => request.socket.destroy(), 10)
    },
  ],
  ['a page in HTML', status(200, { 'content-type': 'text/html' }, '<html>busy</html>')],
  ['JSON without an image', status(200, {}, '{"data":[]}')],
  [
    'text in place of an image',
    status(200, {}, JSON.stringify({ data: [{ b64_json: 'aGVsbG8=' }] })),
  ],
]

test.each(FAULTS)('generateImages() tries again after %s, and gets the image', async (_, fault) => {
  const { api, requests } = await serve([fault, fault])
  const chosen = options({ prompts: [line('p1', 1)] })
  const { warnings } = await generateImages(run, api(), chosen)
  expect(requests).toHaveLength(3)
  expect(warnings).toEqual([])
  expect(await filesOf(chosen.name, 'images')).toEqual(['p1-0000.png'])
})

test('generateImages() tries again when the image was cut off', async () => {
  const cut = JSON.stringify({
    data: [{ b64_json: png.subarray(0, png.length - 30).toString('base64') }],
  })
  const { api, requests } = await serve([status(200, {}, cut)])
  await generateImages(run, api(), options({ prompts: [line('p1', 1)] }))
  expect(requests).toHaveLength(2)
})

test('generateImages() waits as long as Retry-After says', async () => {
  const { api } = await serve([status(429, { 'retry-after': '0.3' })])
  const start = performance.now()
  await generateImages(run, api(), options({ prompts: [line('p1', 1)] }))
  expect(performance.now() - start).toBeGreaterThan(290)
})

test('generateImages() records a refused prompt and goes on; the next time it alone is asked again', async () => {
  const { api, requests } = await serve([status(400, {}, `{"error":"content policy ${KEY}"}`)])
  const chosen = options()
  const first = await generateImages(run, api(), chosen)
  expect(first.warnings).toEqual([
    'p1-0000 failed: the server answered 400: {"error":"content policy [secret]"}',
  ])
  expect(requests).toHaveLength(3)
  const second = await generateImages(run, api(), chosen)
  expect(requests).toHaveLength(4)
  expect(second.counts[0]?.chosen).toBe(3)
})

test.each([401, 403, 404])(
  'generateImages() stops at once at %d, without the key in the message',
  async (code) => {
    const { api, requests } = await serve([status(code, {}, `no: ${KEY}`)])
    const failure = await generateImages(run, api(), options()).catch((error) => error)
    expect(failure.message).toMatch(`answered ${code}: no`)
    expect(failure.message + failure.hint).not.toContain(KEY)
    expect(requests).toHaveLength(1)
  },
)

test('generateImages() that made no image at all fails, and says why', async () => {
  const { api } = await serve([status(400, {}, '{"error":"policy"}'), status(400)])
  const chosen = options({ prompts: [line('p1', 2)] })
  await expect(generateImages(run, api(), chosen)).rejects.toThrow(
    'none of 2 could be made, the first because the server answered 400',
  )
  expect(await filesOf(chosen.name, 'manifest.json')).toEqual([])
})

test('generateImages() gives up when five images in a row fail, and keeps what is there', async () => {
  const { api } = await serve([undefined, ...Array.from({ length: 99 }, () => status(500))])
  const chosen = options({ prompts: [line('p1', 9)], patience: { retries: 0, backoffMs: 1 } })
  await expect(generateImages(run, api(), chosen)).rejects.toThrow('5 in a row failed')
  expect(await filesOf(chosen.name, 'records')).toEqual(['p1-0000.json'])
})

test('generateImages() stopped and called again repeats no finished image', async () => {
  const { api, requests } = await serve()
  const chosen = options({ prompts: [line('p1', 6)] })
  const controller = new AbortController()
  const onProgress = ({ done }: { done: number }) => {
    if (done === 3) controller.abort(new Error('stopped'))
  }
  const effects = { signal: controller.signal, onProgress }
  await expect(generateImages(run, api(), chosen, effects)).rejects.toThrow('stopped')
  expect(await filesOf(chosen.name, 'manifest.json')).toEqual([])
  const before = await filesOf(chosen.name, 'records')
  expect(before.length).toBeGreaterThanOrEqual(3)
  const plan = await planGenerate(run, api(), chosen)
  expect(plan.missing).toHaveLength(6 - before.length)
  const asked = requests.length
  await generateImages(run, api(), chosen)
  expect(requests.length - asked).toBe(6 - before.length)
  expect(await filesOf(chosen.name, 'images')).toHaveLength(6)
})

test('generateImages() makes an image anew when its prompt changed', async () => {
  const { api, requests } = await serve()
  const chosen = options({ prompts: [line('p1', 1)] })
  await generateImages(run, api(), chosen)
  await generateImages(run, api(), { ...chosen, prompts: [line('p1', 1, 'another')] })
  expect(requests.map(({ body }) => body['prompt'])).toEqual(['a photo of p1', 'another'])
})

test('generateImages() keeps to the rate', async () => {
  const { api } = await serve()
  const start = performance.now()
  await generateImages(run, api(), options({ rate: 600 }))
  expect(performance.now() - start).toBeGreaterThan(195)
})

test('generateImages() fetches an image that the answer points to, without sending the key there', async () => {
  const served = await serve([
    (_, response) =>
      response.end(JSON.stringify({ data: [{ url: `http://127.0.0.1:${served.port}/x.png` }] })),
    (_, response) => response.end(png),
  ])
  const chosen = options({ prompts: [line('p1', 1)] })
  await generateImages(run, served.api(), chosen)
  expect(served.requests[1]).toMatchObject({ path: '/x.png', authorization: undefined })
  expect(await filesOf(chosen.name, 'images')).toEqual(['p1-0000.png'])
})

test('generateImages() follows no redirect and no plain http link elsewhere', async () => {
  const elsewhere = JSON.stringify({ data: [{ url: 'http://169.254.169.254/latest' }] })
  const { api, requests } = await serve([
    status(307, { location: 'http://127.0.0.1:1/' }),
    status(200, {}, elsewhere),
  ])
  const attempt = generateImages(run, api(), options({ prompts: [line('p1', 1)] }))
  await expect(attempt).rejects.toThrow('points to http://169.254.169.254')
  expect(requests).toHaveLength(2)
})

test('no file of an intervention holds the key', async () => {
  for (const name of await readdir(join(folder, 'interventions'), { recursive: true })) {
    const text = await readFile(join(folder, 'interventions', name), 'latin1').catch(() => '')
    expect(text).not.toContain(KEY)
    expect(text).not.toContain('pass-word')
  }
})
