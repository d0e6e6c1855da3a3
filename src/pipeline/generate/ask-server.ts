import type { StopSignal } from '../../run/effects.ts'
import { ConfigError } from '../../run/errors.ts'

/** How patient to be with a server. */
export interface Patience {
  /** Further tries of one request. @default 5 */
  retries: number
  /** Wait before the first of them, doubled each time, in milliseconds. @default 1000 */
  backoffMs: number
  /** Of one try. @default 300000 */
  timeoutMs: number
}

/** A server that is sent JSON and answers with JSON. */
export interface JsonServer {
  /** Where requests go, without anything secret. */
  url: URL
  headers: Record<string, string>
  /** Strikes the key out of what the server says: some repeat it in their errors. */
  redact: (text: string) => string
  /** What is asked of it, as in "Cannot make images". */
  purpose: string
  /** Where its address and key are set. */
  hint: string
}

/**
 * The address of a server, free of secrets.
 *
 * @param title - What is said of it: "Cannot ask: its URL".
 * @param named - The variables that hold its address and key, and an address for example.
 * @throws ConfigError if it is no http URL or carries a secret itself.
 */
export function serverAddress(
  url: string | undefined,
  title: string,
  named: { url: string; key: string; example: string },
): URL {
  const base = url !== undefined && URL.canParse(url) ? new URL(url) : undefined
  if (!base || !/^https?:$/.test(base.protocol)) {
    throw new ConfigError(`${title} is no http or https URL`, {
      hint: `for example ${named.url}=${named.example}`,
    })
  }
  if (base.username || base.password || base.search) {
    throw new ConfigError(`${title} holds a user, password or query`, {
      hint: `put the secret into ${named.key}`,
    })
  }
  return base
}

/** A request that the server refuses, or that failed in every try; others may fare better. */
export class RequestFailed extends Error {}

/** Largest answer that is read. */
const MOST_BYTES = 128 * 2 ** 20
/** Longest wait that a server may ask for. */
const MOST_WAIT = 10 * 60_000

/** Why a try was no success, and how long the server asks to wait. */
export interface Problem {
  problem: string
  waitMs: number | undefined
}
export const problem = (problem: string): Problem => ({ problem, waitMs: undefined })

/**
 * Asks a server, and again after a wait where that may help: too many requests, a server error, a cut or slow connection, an
 * answer that is of no use. A `Retry-After` of the server is obeyed. Nothing is followed elsewhere.
 *
 * @param read - Makes a result of the answer, or tells what is wrong with it.
 * @param sleep - Waits so many milliseconds; throws if stopped.
 * @throws RequestFailed if the server refuses this request, or every try failed.
 * @throws ConfigError if the server refuses the key or does not know the path: no other request would fare better.
 */
export async function askServer<T extends object>(
  server: JsonServer,
  body: unknown,
  read: (answer: unknown, signal: AbortSignal) => Promise<T | Problem>,
  patience: Patience,
  sleep: (ms: number) => Promise<void>,
  signal: AbortSignal,
): Promise<T> {
  let last = ''
  for (let attempt = 0; attempt <= patience.retries; attempt += 1) {
    const result = await tryOnce(server, body, read, patience.timeoutMs, signal)
    if (!('problem' in result)) return result
    last = result.problem
    if (attempt < patience.retries) {
      await sleep(Math.min(MOST_WAIT, result.waitMs ?? patience.backoffMs * 2 ** attempt))
    }
  }
  throw new RequestFailed(`${last}, in ${patience.retries + 1} tries`)
}

async function tryOnce<T extends object>(
  server: JsonServer,
  body: unknown,
  read: (answer: unknown, signal: AbortSignal) => Promise<T | Problem>,
  timeoutMs: number,
  stop: AbortSignal,
): Promise<T | Problem> {
  const signal = AbortSignal.any([stop, AbortSignal.timeout(timeoutMs)])
  try {
    const response = await fetch(server.url, {
      method: 'POST',
      // A redirect could carry the key elsewhere.
      redirect: 'error',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        ...server.headers,
      },
      body: JSON.stringify(body),
      signal,
    })
    const answer = await readBody(response)
    if (!response.ok) return refusal(server, response, answer)
    return await read(JSON.parse(answer.toString('utf8')), signal)
  } catch (error) {
    stop.throwIfAborted()
    if (error instanceof ConfigError || error instanceof RequestFailed) throw error
    return problem(describe(error, timeoutMs))
  }
}

/** What an answer other than 2xx means. */
function refusal(server: JsonServer, response: Response, body: Buffer): Problem {
  const { status } = response
  const said = server.redact(body.toString('utf8')).replace(/\s+/g, ' ').slice(0, 300)
  const found = `the server answered ${status}${said ? `: ${said}` : ''}`
  if ([401, 403, 404, 405].includes(status)) {
    throw new ConfigError(
      `Cannot ${server.purpose} at ${server.url.origin}${server.url.pathname}: ${found}`,
      { hint: server.hint },
    )
  }
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    return { problem: found, waitMs: retryAfter(response.headers.get('retry-after')) }
  }
  throw new RequestFailed(found)
}

/** Seconds, or a date. */
function retryAfter(header: string | null): number | undefined {
  if (header === null) return undefined
  const ms = /^\d+(\.\d+)?$/.test(header) ? 1000 * Number(header) : Date.parse(header) - Date.now()
  return Number.isNaN(ms) ? undefined : Math.max(0, ms)
}

export async function readBody(response: Response): Promise<Buffer> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of response.body ?? []) {
    size += part.length
    if (size > MOST_BYTES) throw new Error(`an answer of more than ${MOST_BYTES} bytes`)
    parts.push(part)
  }
  return Buffer.concat(parts)
}

function describe(error: unknown, timeoutMs: number): string {
  if (error instanceof SyntaxError) return 'the server answered something that is no JSON'
  const { name, message, cause } = error as Error
  if (name === 'TimeoutError') return `no answer within ${timeoutMs / 1000} s`
  return `the connection failed: ${cause instanceof Error ? cause.message : message}`
}

/** An AbortSignal, as `fetch` wants one, that follows a stop signal. */
export function following(stop: StopSignal | undefined): {
  signal: AbortSignal
  release: () => void
} {
  const controller = new AbortController()
  const abort = () => controller.abort(stop?.reason)
  if (stop?.aborted) abort()
  stop?.addEventListener('abort', abort, { once: true })
  return { signal: controller.signal, release: () => stop?.removeEventListener('abort', abort) }
}
