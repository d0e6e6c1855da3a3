import sharp from 'sharp'
import { ConfigError } from '../../run/errors.ts'
import type { ImageApi, ImageOrder, ImageSettings } from './image-api.ts'

/** How patient to be with a server. */
export interface Patience {
  /** Further tries of one image. @default 5 */
  retries: number
  /** Wait before the first of them, doubled each time, in milliseconds. @default 1000 */
  backoffMs: number
  /** Of one try. @default 300000 */
  timeoutMs: number
}

/** An image that could not be had; the others may. */
export class ImageFailed extends Error {}

/** Largest answer that is read. */
const MOST_BYTES = 128 * 2 ** 20
/** Longest wait that a server may ask for. */
const MOST_WAIT = 10 * 60_000

/** The outcome of one try. */
type Try = { bytes: Uint8Array; format: string } | { problem: string; waitMs: number | undefined }

/**
 * One image from the server, tried again after a wait where that may help: too many requests, a server error, a cut or
 * slow connection, an answer without an image. A `Retry-After` of the server is obeyed.
 *
 * @param sleep - Waits so many milliseconds; throws if stopped.
 * @throws ImageFailed if the server refuses this prompt, or every try failed.
 * @throws ConfigError if the server refuses the key or does not know the path: no other image would fare better.
 */
export async function requestImage(
  api: ImageApi,
  order: ImageOrder,
  settings: ImageSettings,
  patience: Patience,
  sleep: (ms: number) => Promise<void>,
  signal: AbortSignal,
): Promise<{ bytes: Uint8Array; format: string }> {
  let problem = ''
  for (let attempt = 0; attempt <= patience.retries; attempt += 1) {
    const result = await tryOnce(api, order, settings, patience.timeoutMs, signal)
    if ('bytes' in result) return result
    problem = result.problem
    if (attempt < patience.retries) {
      await sleep(Math.min(MOST_WAIT, result.waitMs ?? patience.backoffMs * 2 ** attempt))
    }
  }
  throw new ImageFailed(`${problem}, in ${patience.retries + 1} tries`)
}

async function tryOnce(
  api: ImageApi,
  order: ImageOrder,
  settings: ImageSettings,
  timeoutMs: number,
  stop: AbortSignal,
): Promise<Try> {
  const signal = AbortSignal.any([stop, AbortSignal.timeout(timeoutMs)])
  try {
    const response = await fetch(api.url, {
      method: 'POST',
      // A redirect could carry the key elsewhere.
      redirect: 'error',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...api.headers },
      body: JSON.stringify(api.body(order, settings)),
      signal,
    })
    const answer = await readBody(response)
    if (!response.ok) return refusal(api, response, answer)
    const delivery = api.read(JSON.parse(answer.toString('utf8')))
    if (!delivery) return { problem: 'the server answered without an image', waitMs: undefined }
    const bytes =
      delivery.kind === 'bytes' ? delivery.bytes : await download(api, delivery.url, signal)
    return await checkImage(bytes)
  } catch (error) {
    stop.throwIfAborted()
    if (error instanceof ConfigError || error instanceof ImageFailed) throw error
    return { problem: describe(error, timeoutMs), waitMs: undefined }
  }
}

/** What an answer other than 2xx means. */
function refusal(api: ImageApi, response: Response, body: Buffer): Try {
  const { status } = response
  const said = api.redact(body.toString('utf8')).replace(/\s+/g, ' ').slice(0, 300)
  const problem = `the server answered ${status}${said ? `: ${said}` : ''}`
  if ([401, 403, 404, 405].includes(status)) {
    throw new ConfigError(
      `Cannot make images at ${api.url.origin}${api.url.pathname}: ${problem}`,
      {
        hint: 'check FAULTLINE_IMAGES_URL, --api and FAULTLINE_IMAGES_KEY',
      },
    )
  }
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    return { problem, waitMs: retryAfter(response.headers.get('retry-after')) }
  }
  throw new ImageFailed(problem)
}

/** Seconds, or a date. */
function retryAfter(header: string | null): number | undefined {
  if (header === null) return undefined
  const ms = /^\d+(\.\d+)?$/.test(header) ? 1000 * Number(header) : Date.parse(header) - Date.now()
  return Number.isNaN(ms) ? undefined : Math.max(0, ms)
}

/** An image that the answer only points to; the key is not sent there. */
async function download(api: ImageApi, url: URL, signal: AbortSignal): Promise<Uint8Array> {
  if (url.protocol !== 'https:' && url.origin !== api.url.origin) {
    throw new ImageFailed(`the server points to ${url.origin}, expected https or its own address`)
  }
  const response = await fetch(url, { redirect: 'error', signal })
  const bytes = await readBody(response)
  if (!response.ok) throw new Error(`the image's address answered ${response.status}`)
  return bytes
}

async function readBody(response: Response): Promise<Buffer> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of response.body ?? []) {
    size += part.length
    if (size > MOST_BYTES) throw new Error(`an answer of more than ${MOST_BYTES} bytes`)
    parts.push(part)
  }
  return Buffer.concat(parts)
}

/** Decodes the whole image, so that a cut or foreign file is not stored as one. */
async function checkImage(bytes: Uint8Array): Promise<Try> {
  try {
    const image = sharp(bytes, { limitInputPixels: 1e8, failOn: 'truncated' })
    const { format = '' } = await image.metadata()
    if (!['png', 'jpeg', 'webp'].includes(format)) throw new Error(`format ${format}`)
    await image.stats()
    return { bytes, format }
  } catch {
    return { problem: 'the server sent something that is no image', waitMs: undefined }
  }
}

function describe(error: unknown, timeoutMs: number): string {
  if (error instanceof SyntaxError) return 'the server answered something that is no JSON'
  const { name, message, cause } = error as Error
  if (name === 'TimeoutError') return `no answer within ${timeoutMs / 1000} s`
  return `the connection failed: ${cause instanceof Error ? cause.message : message}`
}
