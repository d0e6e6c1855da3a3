import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { folderOf } from '../../test/folder-of.ts'
import { makeRun } from '../../test/make-run/make-run.ts'
import { serveRun } from './serve-run.ts'
import type { RunningServer } from './start-server.ts'

const folder = await folderOf()
let server: RunningServer
const failures: string[] = []

beforeAll(async () => {
  await makeRun(join(folder, 'run'), { examples: 12, classes: 2 })
  const webFolder = join(folder, 'web')
  await mkdir(webFolder)
  await writeFile(join(webFolder, 'index.html'), '<!doctype html><title>Faultline</title>')
  const onFailure = (error: unknown) => failures.push(String(error))
  server = await serveRun(join(folder, 'run'), { port: 0, webFolder, onFailure })
})

afterAll(async () => {
  await server.close()
})

/** All that the server says to some bytes, until it closes the connection; empty if it says nothing. */
function answerTo(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () => socket.write(bytes))
    let text = ''
    socket.setTimeout(4000, () => reject(new Error(`held the connection after: ${text}`)))
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.on('close', () => {
      socket.destroy()
      resolve(text)
    })
    socket.on('end', () => socket.end())
    socket.on('error', () => resolve(text)) // closed on us in the middle of what we sent
  })
}

/** A well-formed request but for what is given. */
const asks = (line: string, headers: readonly string[] = [], body = '') =>
  [`${line} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...headers, '', body].join('\r\n')

const posts = (path: string, body: string, headers: readonly string[] = []) =>
  asks(
    `POST ${path}`,
    ['Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`, ...headers],
    body,
  )

const REVIEW = '"review":{"format":"faultline-review","version":1,"slices":[],"images":[]}'
const DEEP = '['.repeat(4000)

/** What is sent, and the statuses that a refusal (or an answer that does no harm) may have. */
const HOSTILE: [name: string, bytes: string, ...allowed: number[]][] = [
  [
    'a body with two lengths, to smuggle a second request',
    asks(
      'POST /api/ask',
      ['Content-Type: application/json', 'Content-Length: 5', 'Transfer-Encoding: chunked'],
      '0\r\n\r\nGET /run/run.json HTTP/1.1\r\nHost: localhost\r\n\r\n',
    ),
    400,
  ],
  [
    'a chunk of no size',
    asks(
      'POST /api/ask',
      ['Content-Type: application/json', 'Transfer-Encoding: chunked'],
      'zz\r\n',
    ),
    400,
  ],
  [
    'a body of a length beyond all numbers',
    asks('POST /api/ask', ['Content-Type: application/json', `Content-Length: ${'9'.repeat(30)}`]),
    400,
    413,
  ],
  ['another host in the request line', asks('GET http://evil.example/run/run.json'), 404],
  ['a tunnel to another host', asks('CONNECT evil.example:443'), 0, 405],
  ['a method that mirrors headers', asks('TRACE /', ['Cookie: a=b']), 405],
  ['a method of nobody', asks('BREW /'), 400, 405],
  [
    'a change of protocol',
    asks('GET /', ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Key: eA==']),
    200,
    400,
  ],
  ['a header of 100,000 bytes', asks('GET /', [`X: ${'x'.repeat(100_000)}`]), 431],
  [
    'a Host behind more headers than are read',
    `GET / HTTP/1.1\r\n${'A: b\r\n'.repeat(1500)}Host: evil.example\r\nConnection: close\r\n\r\n`,
    400,
    421,
    431,
  ],
  ['an address of 12,000 bytes', asks(`GET /run/${'a'.repeat(12_000)}`), 404],
  ['an address of 3,000 folders', asks(`GET /run${'/a'.repeat(3000)}`), 404],
  ['a zero byte in the address', asks('GET /run/run.json\0.csv'), 400],
  ['a header in the address', asks('GET /run/interventions/a%0d%0aX-Injected:%201'), 400],
  ['a stream of a file by its Windows name', asks('GET /run/run.json::$DATA'), 400, 404],
  ['no Host, as of old', 'GET / HTTP/1.0\r\n\r\n', 421, 400],
  ['a Host with a user name', asks('GET /').replace('localhost', 'localhost@evil.example'), 421],
  ['a Host with two ports', asks('GET /').replace('localhost', 'localhost:1:2'), 421],
  ['a page from nowhere that asks', posts('/api/ask', '{"text":"a"}', ['Origin: null']), 403],
  [
    'a range of a thousand parts',
    asks('GET /run/run.json', [`Range: bytes=0-${',0-'.repeat(999)}`]),
    200,
  ],
  [
    'a range beyond all numbers',
    asks('GET /run/run.json', [`Range: bytes=${'9'.repeat(40)}-`]),
    416,
  ],
  ['a row with digits of another script', asks('GET /api/thumbnail/%D9%A1'), 400],
  ['a class named like a prototype', asks('GET /api/duplicates?class=__proto__'), 200],
  ['a question nested 4,000 deep', posts('/api/ask', DEEP), 400],
  [
    'a question that says it is packed',
    posts('/api/ask', '\x1f\x8b\x08', ['Content-Encoding: gzip']),
    400,
  ],
  [
    'a review with a prototype',
    posts(
      '/api/review',
      `{"base":"",${REVIEW.replace('{', '{"__proto__":{"owned":1},"constructor":1,')}}`,
    ),
    400,
  ],
  [
    'a review that builds on what is not there',
    posts('/api/review', `{"base":"x",${REVIEW}}`),
    409,
  ],
  [
    'a review sent to another address of the run',
    posts('/run/review.json', `{"base":"",${REVIEW}}`),
    405,
  ],
]

test.each(HOSTILE)('%s does no harm', async (_, bytes, ...allowed: number[]) => {
  const before = await readdir(join(folder, 'run'))
  const answer = await answerTo(bytes)
  expect(allowed).toContain(Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0))
  expect(answer).not.toMatch(/^x-injected:/im)
  expect(answer.match(/^HTTP\//gm)?.length ?? 0).toBeLessThan(2)
  expect(({} as { owned?: number }).owned).toBeUndefined()
  expect(await readdir(join(folder, 'run'))).toEqual(before)
  expect(failures).toEqual([])
})

test('connections that say nothing keep nobody else waiting', async () => {
  const port = Number(new URL(server.url).port)
  const idle = Array.from({ length: 100 }, () => connect(port, '127.0.0.1'))
  for (const socket of idle) socket.write('POST /api/ask HTTP/1.1\r\nHost: localhost\r\n')
  expect((await fetch(`${server.url}api/facts`)).status).toBe(200)
  for (const socket of idle) socket.destroy()
})
