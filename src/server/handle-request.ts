import type { IncomingMessage, ServerResponse } from 'node:http'
import { EXPLORER_FILES } from '../run/explorer.ts'
import { RUN_FILES } from '../run/files.ts'
import { type Answer, answerApi } from './api.ts'
import { containedFile } from './contained-file.ts'
import { guard } from './guard.ts'
import { dataHeaders, pageHeaders } from './headers.ts'
import { Refusal } from './refusal.ts'
import { sendFile } from './send-file.ts'
import type { ServedRun } from './served-run.ts'
import type { WebFile } from './web-files.ts'

const INTERVENTIONS = `${RUN_FILES.interventions}/`
const FOREVER = 'private, max-age=31536000, immutable'

export interface Site {
  /** The run; `isNewPage`: nothing that the reader sees is of an earlier one. */
  current: (isNewPage: boolean) => Promise<ServedRun>
  web: ReadonlyMap<string, WebFile>
  /** Address that the server listens on. */
  bound: string
  /** Told of every request that failed by our own fault. */
  onFailure?: (error: unknown, address: string) => void
}

/** Answers one request. Every refusal ends here as a status with one line of JSON. */
export async function handleRequest(
  site: Site,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    guard(request, site.bound)
    await answer(site, request, response)
  } catch (error) {
    if (response.headersSent || response.destroyed) {
      response.destroy() // the reader left, or the disk failed in the middle of a file
      return
    }
    const refusal = error instanceof Refusal ? error : undefined
    if (!refusal) site.onFailure?.(error, request.url ?? '')
    const body = JSON.stringify({ error: refusal?.message ?? 'The server failed on this request' })
    response.writeHead(refusal?.status ?? 500, {
      ...dataHeaders,
      ...refusal?.headers,
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
    })
    response.end(request.method === 'HEAD' ? undefined : body)
  }
}

async function answer(
  { current, web }: Site,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // Split by hand: the URL class would resolve dot segments before they can be refused.
  const [path = '', query = ''] = (request.url ?? '').split(/\?(.*)/s)
  const file = web.get(path)
  if (file) {
    const caching = file.immutable ? FOREVER : 'no-cache'
    send(request, response, file.bytes, {
      ...pageHeaders,
      'content-type': file.type,
      'cache-control': caching,
    })
  } else if (path.startsWith('/run/')) {
    await sendRunFile(await current(false), path.slice('/run/'.length), request, response)
  } else if (path.startsWith('/api/')) {
    const url = new URL(`http://localhost${path}?${query}`)
    const served = await current(path === '/api/facts') // what a page asks first
    sendAnswer(request, response, await answerApi(served, request, response, url))
  } else {
    throw new Refusal(404, 'No such address')
  }
}

async function sendRunFile(
  { run }: ServedRun,
  encoded: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = await containedFile(run.folder, encoded)
  const isDownload = encoded.startsWith(INTERVENTIONS)
  if (!isDownload && !EXPLORER_FILES.includes(encoded))
    throw new Refusal(404, 'No such file in this run')
  await sendFile(request, response, path, {
    ...dataHeaders,
    'content-type': 'application/octet-stream', // never a type that a browser would run or show
    'cache-control': 'no-cache',
    ...(isDownload && { 'content-disposition': 'attachment' }),
  })
}

function sendAnswer(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  if (answer.kind === 'nothing') {
    response.writeHead(204, { ...dataHeaders, 'cache-control': 'no-cache' }).end()
    return
  }
  const isJson = answer.kind === 'json'
  const bytes = isJson ? Buffer.from(JSON.stringify(answer.value)) : answer.bytes
  send(request, response, bytes, {
    ...dataHeaders,
    'content-type': isJson ? 'application/json; charset=utf-8' : answer.type,
    'cache-control': !isJson && answer.keep ? FOREVER : 'no-cache',
  })
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  bytes: Uint8Array,
  headers: Record<string, string>,
): void {
  response.writeHead(200, { ...headers, 'content-length': String(bytes.length) })
  response.end(request.method === 'HEAD' ? undefined : bytes)
}
