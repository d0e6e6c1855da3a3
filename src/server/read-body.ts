import type { IncomingMessage } from 'node:http'
import { Refusal } from './refusal.ts'

/** Bytes of a sentence. */
const LIMIT = 8192

/**
 * The JSON body of a request.
 *
 * @throws Refusal 415 if it is not declared as JSON (so that no form of another site can send it), 413 if it is longer than
 *   the limit, 400 if it is no JSON.
 */
export async function readBody(request: IncomingMessage, limit = LIMIT): Promise<unknown> {
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) {
    throw new Refusal(415, 'The body must be application/json')
  }
  const tooLong = new Refusal(413, `The body is longer than ${limit} bytes`, {
    connection: 'close',
  })
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLong
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > limit) throw tooLong
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch (cause) {
    throw Object.assign(new Refusal(400, 'The body is not JSON'), { cause })
  }
}
