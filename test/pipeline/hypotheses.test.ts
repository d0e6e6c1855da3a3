import { writeFile } from 'node:fs/promises'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { RequestFailed } from '../../src/pipeline/generate/ask-server.ts'
import { chatServer } from '../../src/pipeline/hypotheses/chat-server.ts'
import {
  askHypotheses,
  planHypotheses,
  type Sheets,
} from '../../src/pipeline/hypotheses/hypotheses.ts'
import { readHypotheses } from '../../src/pipeline/hypotheses/read-hypotheses.ts'
import { openRun, type Run } from '../../src/pipeline/run-folder/open-run.ts'
import { ConfigError } from '../../src/run/errors.ts'
import { writeTinyClip } from '../tiny-onnx/index.ts'
import { colourDataset } from './colour-dataset.ts'
import { runCli } from './run-cli.ts'

const KEY = 'sk-very-secret'
let run: Run
let sheets: Sheets[]
let server: Server | undefined

beforeAll(async () => {
  const { root, config } = await colourDataset(60)
  await writeTinyClip(join(root, 'clip'))
  const captions = { adjectives: ['', 'red', 'green', 'blue'] }
  const clip = { ...config, encoder: { model: 'clip' }, captions }
  await writeFile(join(root, 'faultline.json'), JSON.stringify(clip))
  expect((await runCli(root, ['run', 'faultline.json', '--out', 'run'])).code).toBe(0)
  run = await openRun(join(root, 'run'))
  sheets = await planHypotheses(run)
})
afterEach(async () => {
  server?.closeAllConnections()
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)))
  server = undefined
})

type Fault = (response: ServerResponse) => void

/** A server that speaks the API; the first answers are the given faults. Keeps what it was asked. */
async function serve(content: string, faults: Fault[] = []) {
  const requests: { path: string; authorization: string | undefined; body: string }[] = []
  server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    const { authorization } = request.headers
    requests.push({ path: request.url ?? '', authorization, body: Buffer.concat(parts).toString() })
    const fault = faults[requests.length - 1]
    if (fault) return fault(response)
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ choices: [{ message: { role: 'assistant', content } }] }))
  })
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { requests, api: chatServer(`http://127.0.0.1:${port}`, KEY) }
}

const patience = { backoffMs: 5, retries: 4, timeoutMs: 20_000 }
const options = { model: 'llava', patience }

test('askHypotheses() shows both ends of a direction, proves the phrase that is right and lists the others as refused', async () => {
  const { api, requests } = await serve('["dark", "bright", "with a qwerty", "like a dog"]')
  const found = await askHypotheses(run, sheets, api, options)
  expect(requests.map(({ path, authorization }) => [path, authorization])).toEqual(
    sheets.map(() => ['/v1/chat/completions', `Bearer ${KEY}`]),
  )
  expect(requests[0]?.body.match(/data:image\/png;base64/g)).toHaveLength(2)
  const cat = found.filter((one) => one.class === 'cat')
  expect(cat.map(({ text, claimed }) => [text, claimed])).toEqual([
    ['a photo of a cat dark', true],
    ['a photo of a cat bright', false],
    ['a photo of a cat with a qwerty', false],
    ['a photo of a cat like a dog', false],
  ])
  expect(cat.map(({ reason }) => reason).slice(2, 3)).toEqual([
    expect.stringContaining('does not know'),
  ])
})

test('askHypotheses() asks again where the server is busy, broken, slow, cut or speaks no JSON', async () => {
  const faults: Fault[] = [
    (response) => response.writeHead(429, { 'retry-after': '0' }).end('slow down'),
    (response) => response.writeHead(500).end(`key ${KEY} leaked`),
    () => {}, // no answer at all
    (response) => {
      response.writeHead(200, { 'content-length': '1000' }).write('{"choices"')
      response.destroy()
    },
  ]
  const { api, requests } = await serve('no list here', faults)
  const hurried = { model: 'llava', patience: { ...patience, timeoutMs: 500 } }
  const asked = askHypotheses(run, sheets.slice(0, 1), api, hurried)
  await expect(asked).rejects.toThrow(RequestFailed)
  await expect(asked).rejects.toThrow('in 5 tries')
  expect(requests).toHaveLength(5)
})

test('askHypotheses() gives up at once where the key is refused, and does not repeat it', async () => {
  const { api, requests } = await serve('[]', [(r) => r.writeHead(401).end(`bad key ${KEY}`)])
  const asked = askHypotheses(run, sheets.slice(0, 1), api, options)
  await expect(asked).rejects.toThrow(ConfigError)
  await expect(asked).rejects.not.toThrow(KEY)
  expect(requests).toHaveLength(1)
})

test.each([
  ['a fence around the list', '```json\n["in the snow"]\n```', ['in the snow']],
  ['an object', 'Sure! {"differences": ["dark", "dark", "Dark"]}', ['dark']],
  [
    'hostile text',
    JSON.stringify(['\u001b[2J$(rm -rf ~)', 'x'.repeat(900), 7, '', '<script>alert(1)</script>']),
    ['[2J$(rm -rf ~)', '<script>alert(1)</script>'],
  ],
  [
    'too many',
    JSON.stringify(Array.from({ length: 50 }, (_, i) => `phrase ${i}`)),
    Array.from({ length: 20 }, (_, i) => `phrase ${i}`),
  ],
])('readHypotheses() takes from %s nothing but short phrases', (_, content, expected) => {
  expect(readHypotheses({ choices: [{ message: { content } }] })).toEqual({ phrases: expected })
})

test.each([[null], [{}], [{ choices: [] }], [{ choices: [{ message: { content: 'none' } }] }]])(
  'readHypotheses() takes nothing from %j',
  (answer) => {
    expect(readHypotheses(answer)).toMatchObject({ problem: expect.any(String) })
  },
)

test('chatServer() refuses an address that is none or holds a secret', () => {
  for (const url of [undefined, 'ftp://x', 'http://user:pass@x', 'http://x/?key=1'])
    expect(() => chatServer(url, undefined)).toThrow(ConfigError)
})
