import { execFileSync } from 'node:child_process'
import { mkdir, rename, symlink, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { folderOf } from '../../test/folder-of.ts'
import { makeRun } from '../../test/make-run/make-run.ts'
import { serveRun } from './serve-run.ts'
import type { RunningServer } from './start-server.ts'

const folder = await folderOf()
let server: RunningServer
let port: number
const failures: [address: string, message: string][] = []

beforeAll(async () => {
  const run = join(folder, 'run')
  await makeRun(run, { examples: 60, classes: 2 })
  await writeFile(join(folder, 'secret.txt'), 'secret')
  await symlink(join(folder, 'secret.txt'), join(run, 'interventions', 'link.csv'))
  await symlink(folder, join(run, 'interventions', 'out'))
  const web = join(folder, 'web')
  await mkdir(join(web, 'assets'), { recursive: true })
  await writeFile(join(web, 'index.html'), '<!doctype html><title>Faultline</title>')
  await writeFile(join(web, 'assets', 'index-1.js'), '1')
  execFileSync('mkfifo', [join(run, 'interventions', 'pipe.csv')])
  const onFailure = (error: unknown, address: string) =>
    failures.push([address, (error as Error).message])
  server = await serveRun(run, { port: 0, webFolder: web, onFailure })
  port = Number(new URL(server.url).port)
})

afterAll(async () => {
  await server.close()
})

interface Sent {
  method?: string
  headers?: Record<string, string>
  body?: string
}

/** A request whose path goes out as it is: fetch would tidy it up first. */
function send(path: string, { method = 'GET', headers = {}, body }: Sent = {}) {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }>(
    (resolve, reject) => {
      const sent = request({ port, host: '127.0.0.1', path, method, headers }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks),
          }),
        )
      })
      sent.on('error', reject)
      sent.end(body)
    },
  )
}

test.each([
  '/run/../secret.txt',
  '/run/interventions/../../secret.txt',
  '/run/%2e%2e/secret.txt',
  '/run/..%2fsecret.txt',
  '/run/interventions/..%5c..%5csecret.txt',
  '/run/interventions/%252e%252e/secret.txt',
  '/run//etc/passwd',
  '/run/%2fetc%2fpasswd',
  '/run/interventions/weights%00.csv',
  '/run/%c0%ae%c0%ae/secret.txt',
  '/run/C:%5cWindows',
  '/../secret.txt',
  '//etc/passwd',
])('a path that leaves the run folder is refused: %s', async (path) => {
  const { status, body } = await send(path)
  expect([400, 404]).toContain(status)
  expect(body.toString()).not.toContain('secret')
})

test.each(['/run/interventions/link.csv', '/run/interventions/out/secret.txt'])(
  'a link that leads out of the run folder is not followed: %s',
  async (path) => {
    expect((await send(path)).status).toBe(404)
  },
)

test.each(['/run/embeddings.npy', '/run/steps/fit.json', '/run/thumbnails', '/run/interventions'])(
  'what the explorer does not read is not served: %s',
  async (path) => {
    expect((await send(path)).status).toBe(404)
  },
)

test.each([
  'evil.example',
  'evil.example:80',
  '127.0.0.1.evil.example',
  'localhost.evil.example',
  '192.168.1.7',
  'evil',
])('a Host header that is not this server is refused: "%s"', async (host) => {
  const { status } = await send('/', { headers: { host } })
  expect(status).toBe(421)
})

test.each(['localhost', '127.0.0.1', '[::1]'])('its own names are accepted: %s', async (name) => {
  expect((await send('/', { headers: { host: `${name}:${port}` } })).status).toBe(200)
})

test.each(['PUT', 'DELETE', 'POST', 'PATCH', 'OPTIONS'])(
  'a method that could write is refused: %s',
  async (method) => {
    const { status, headers } = await send('/run/run.json', { method })
    expect(status).toBe(405)
    expect(headers['allow']).toBe('GET, HEAD')
  },
)

test('a request from another site is refused, a visit by link is not', async () => {
  const from = (headers: Record<string, string>, path = '/api/facts') =>
    send(path, { headers }).then(({ status }) => status)
  expect(await from({ origin: 'http://evil.example' })).toBe(403)
  expect(await from({ 'sec-fetch-site': 'cross-site' })).toBe(403)
  expect(await from({ 'sec-fetch-site': 'same-site' })).toBe(403)
  expect(await from({ 'sec-fetch-site': 'same-origin' })).toBe(200)
  expect(await from({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }, '/')).toBe(
    200,
  )
})

const json = { 'content-type': 'application/json' }

test('a question is refused if it is no JSON, malformed or too long', async () => {
  const ask = (body: string, headers: Record<string, string> = json) =>
    send('/api/ask', { method: 'POST', headers, body }).then(({ status }) => status)
  expect(await ask('{"text":"a"}', { 'content-type': 'text/plain' })).toBe(415)
  expect(await ask('{"text":')).toBe(400)
  expect(await ask('{"text":""}')).toBe(400)
  expect(await ask('{"text":"a","more":1}')).toBe(400)
  expect(await ask(JSON.stringify({ text: 'x'.repeat(9000) }))).toBe(413)
  expect(await ask('{"text":"a cat"}')).toBe(501)
})

test('a body that is longer than it says, in chunks, is cut off', async () => {
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(
        'POST /api/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
      )
      for (let i = 0; i < 20; i++) socket.write(`400\r\n${'x'.repeat(1024)}\r\n`)
    })
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk
      if (text.includes('\r\n\r\n')) socket.destroy()
    })
    socket.on('close', () => resolve(text))
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error)
    })
  })
  expect(answer).toMatch(/^HTTP\/1.1 413/)
})

test('a range is served, and one behind the end is refused', async () => {
  const path = '/run/interventions/weights/weights.csv'
  const whole = (await send(path)).body
  const part = await send(path, { headers: { range: 'bytes=3-7' } })
  expect([part.status, part.body.toString()]).toEqual([206, whole.toString().slice(3, 8)])
  expect(part.headers['content-range']).toBe(`bytes 3-7/${whole.length}`)
  const last = await send(path, { headers: { range: 'bytes=-4' } })
  expect(last.body.toString()).toBe(whole.toString().slice(-4))
  const beyond = await send(path, { headers: { range: `bytes=${whole.length}-` } })
  expect([beyond.status, beyond.headers['content-range']]).toEqual([416, `bytes */${whole.length}`])
})

test('a file that has not changed is not sent again', async () => {
  const { headers } = await send('/run/run.json')
  const again = await send('/run/run.json', {
    headers: { 'if-none-match': String(headers['etag']) },
  })
  expect([again.status, again.body.length]).toEqual([304, 0])
})

test('no file of the run has a type that a browser would run, and the page may load only its own', async () => {
  const data = await send('/run/interventions/weights/weights.csv')
  expect(data.headers).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-disposition': 'attachment',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
  })
  const page = await send('/')
  expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self';/)
  expect(page.headers['content-security-policy']).not.toMatch(/unsafe|http|\*/)
})

test('images are WebP, kept for long under the version of the run only, and refused beyond the last', async () => {
  const facts = JSON.parse((await send('/api/facts')).body.toString())
  const kept = await send(`/api/thumbnail/0?v=${facts.version}`)
  expect(kept.headers).toMatchObject({
    'content-type': 'image/webp',
    'cache-control': 'private, max-age=31536000, immutable',
  })
  expect((await send('/api/thumbnail/0?v=old')).headers['cache-control']).toBe('no-cache')
  for (const row of ['60', '-1', '1e3', '../0', '0x1', '99999999999']) {
    expect([400, 404]).toContain((await send(`/api/thumbnail/${row}`)).status)
  }
})

test('HEAD tells what GET would send, without sending it', async () => {
  const [head, get] = [await send('/run/run.json', { method: 'HEAD' }), await send('/run/run.json')]
  expect(head.status).toBe(200)
  expect(head.body.length).toBe(0)
  expect(head.headers['content-length']).toBe(get.headers['content-length'])
})

test('the nearest images of an image do not include itself, and come nearest first', async () => {
  const near = JSON.parse((await send('/api/neighbours/5')).body.toString())
  expect(near).toHaveLength(12)
  expect(near.map((found: { row: number }) => found.row)).not.toContain(5)
  const similarities = near.map((found: { similarity: number }) => found.similarity)
  expect(similarities).toEqual(similarities.toSorted((a: number, b: number) => b - a))
})

test('a port that is taken is refused with what to do', async () => {
  const again = serveRun(join(folder, 'run'), { port, webFolder: join(folder, 'web') })
  await expect(again).rejects.toMatchObject({
    code: 'config',
    message: `Cannot listen on 127.0.0.1 port ${port}: it is in use`,
  })
})

test('a named pipe in the run folder is no file, and holds nobody', async () => {
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => send('/run/interventions/pipe.csv')),
  )
  expect(answers.map(({ status }) => status)).toEqual(new Array(8).fill(404))
  expect((await send('/run/run.json')).status).toBe(200)
})

test('two Host headers are refused, whichever comes first', async () => {
  const answer = await new Promise<string>((resolve) => {
    const socket = connect(port, '127.0.0.1', () =>
      socket.write(
        'GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n',
      ),
    )
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.on('close', () => resolve(text))
  })
  expect(answer).toMatch(/^HTTP\/1\.1 400 /)
})

test('a request that fails by our own fault tells the server why, and the reader nothing of it', async () => {
  const embeddings = join(folder, 'run', 'embeddings.npy')
  await rename(embeddings, `${embeddings}.away`)
  const { status, body } = await send('/api/neighbours/3')
  await rename(`${embeddings}.away`, embeddings)
  expect([status, body.toString()]).toEqual([500, '{"error":"The server failed on this request"}'])
  expect(failures.at(-1)?.[0]).toBe('/api/neighbours/3')
  expect(failures.at(-1)?.[1]).toContain('embeddings.npy')
})

test('a review is kept only if it is one, comes as JSON, and builds on what is there', async () => {
  const headers = { 'content-type': 'application/json' }
  const review = { format: 'faultline-review', version: 1, slices: [], images: [] }
  const post = (body: unknown, more: Record<string, string> = headers) =>
    send('/api/review', { method: 'POST', headers: more, body: JSON.stringify(body) })
  expect((await post({ base: '', review }, { 'content-type': 'text/plain' })).status).toBe(415)
  expect((await post({ base: '', review: { ...review, path: '../x' } })).status).toBe(400)
  expect(
    (await post({ base: '', review }, { ...headers, origin: 'http://evil.example' })).status,
  ).toBe(403)
  const { status, body } = await post({ base: '', review })
  expect(status).toBe(200)
  expect((await post({ base: '', review })).status).toBe(409)
  expect((await post({ base: JSON.parse(body.toString()).base, review })).status).toBe(200)
})

test('a page of a run that was made anew gets no data of the new one, a page that is loaded then does', async () => {
  const manifest = join(folder, 'run', 'run.json')
  const was = (await send('/run/run.json')).body.toString()
  await writeFile(`${manifest}.new`, was.replace('"name": ', '"name":  '))
  await rename(`${manifest}.new`, manifest)
  for (const path of ['/run/run.json', '/api/neighbours/0', '/api/thumbnail/0']) {
    const { status, body } = await send(path)
    expect([status, body.toString()]).toEqual([
      409,
      '{"error":"The run was made anew: load this page again"}',
    ])
  }
  expect((await send('/')).status).toBe(200)
  expect((await send('/api/facts')).status).toBe(200)
  expect((await send('/run/run.json')).status).toBe(200)
})
