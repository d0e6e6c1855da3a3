import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { byteRange } from './byte-range.ts'
import { Refusal } from './refusal.ts'

/** Opening a named pipe would wait for a writer, and hold a thread as long. Windows has neither. */
const NONBLOCK = constants.O_NONBLOCK ?? 0

/** Streams a file: whole, a range of it, or "not modified". The file must be regular and is not followed through a link. */
export async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | NONBLOCK).catch(
    (cause) => {
      throw Object.assign(new Refusal(404, 'No such file in this run'), { cause })
    },
  )
  try {
    const stats = await file.stat()
    if (!stats.isFile()) throw new Refusal(404, 'No such file in this run')
    const etag = `"${stats.size.toString(36)}-${Math.round(stats.mtimeMs).toString(36)}"`
    const known = { ...headers, etag, 'accept-ranges': 'bytes' }
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304, known).end()
      return
    }
    const range = byteRange(request.headers.range, stats.size)
    if (range === 'unsatisfiable') {
      throw new Refusal(416, 'The range lies behind the end of the file', {
        'content-range': `bytes */${stats.size}`,
      })
    }
    const { start, end } = range ?? { start: 0, end: stats.size - 1 }
    const contentRange = range && { 'content-range': `bytes ${start}-${end}/${stats.size}` }
    const length = String(Math.max(0, end - start + 1))
    response.writeHead(range ? 206 : 200, { ...known, ...contentRange, 'content-length': length })
    if (request.method === 'HEAD' || stats.size === 0) response.end()
    else await pipeline(file.createReadStream({ start, end, autoClose: false }), response)
  } finally {
    await file.close()
  }
}
