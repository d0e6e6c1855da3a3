import { setTimeout as sleep } from 'node:timers/promises'
import { DataError, RunError } from '../../run/errors.ts'
import { isSafe } from './address.ts'
import { type ObjectQuery, signedRequest } from './signed-request.ts'
import { wrongChecksum } from './wrong-checksum.ts'

/** What is wanted of an object. */
export interface ObjectRequest {
  /** First byte and length. @default the whole object */
  range?: readonly [start: number, length: number]
  /** What the object was when it was first seen; another one is refused. */
  mark?: string | undefined
  query?: ObjectQuery
}

/** What a store gave. */
export interface ObjectAnswer {
  bytes: Uint8Array<ArrayBuffer>
  headers: Headers
  /** Bytes of the whole object. */
  size: number
  /** Its ETag, else when it was last changed; undefined where the store tells neither. */
  mark: string | undefined
}

/** How long a store is waited for. */
export interface Patience {
  /** Tries of one request. */
  attempts: number
  /** Milliseconds without a byte after which a try is given up; one that trickles gets twenty times as long. */
  stall: number
  /** Milliseconds before the second try, on average; they double each time. */
  pause: number
}

const PATIENCE: Patience = { attempts: 6, stall: 30_000, pause: 500 }
const LONGEST_PAUSE = 20_000
/** Bytes that are read at once. */
const LARGEST = 2 ** 30
/** Answers that may be others a moment later. */
const TRANSIENT = new Set([408, 425, 429, 500, 502, 503, 504])

/** Why a try failed. */
class Failure extends Error {
  readonly mayPass: boolean
  readonly facts: FailureFacts

  constructor(message: string, mayPass: boolean, facts: FailureFacts = {}) {
    super(message)
    this.mayPass = mayPass
    this.facts = facts
  }
}

/** A failure that may pass. */
const passing = (found: string, facts?: FailureFacts) => new Failure(found, true, facts)

interface FailureFacts {
  hint?: string
  /** Milliseconds that the store asks for. */
  wait?: number
  /** There is no such object. */
  isMissing?: boolean
}

/**
 * Bytes of an object. A connection that breaks, a store that is busy, slow or answers with something else is asked again,
 * after pauses that grow; length, range and mark of what comes are checked.
 *
 * @throws DataError if there is no such object, as for a file that is missing. RunError if the store does not give it, or
 *   gives another one by now: an outage must not count as a pile of damaged images.
 */
export async function fetchObject(
  address: string,
  request: ObjectRequest = {},
  patience: Patience = PATIENCE,
): Promise<ObjectAnswer> {
  for (let attempt = 1; ; attempt++) {
    const failure = await tryOnce(address, request, patience).catch((error) => {
      if (error instanceof Failure) return error
      throw error
    })
    if (!(failure instanceof Failure)) return failure
    if (!failure.mayPass || attempt >= patience.attempts) {
      const tried = failure.mayPass ? `; tried ${attempt} times` : ''
      const message = `Cannot read "${address}": ${failure.message}${tried}`
      if (failure.facts.isMissing) throw new DataError(message, { path: address })
      throw new RunError(message, {
        cause: failure,
        hint: failure.facts.hint ?? 'the same command goes on when the store answers again',
      })
    }
    // At random, so that a thousand workers that were turned away together do not come back together.
    const growing = patience.pause * 2 ** attempt * Math.random()
    await sleep(Math.min(LONGEST_PAUSE, Math.max(failure.facts.wait ?? 0, growing)))
  }
}

async function tryOnce(
  address: string,
  { range, mark, query }: ObjectRequest,
  { stall }: Patience,
): Promise<ObjectAnswer> {
  const headers: Record<string, string> = {}
  const hasChecksum = !range && !query && address.startsWith('s3:')
  if (hasChecksum) headers['x-amz-checksum-mode'] = 'ENABLED'
  if (range) headers['range'] = `bytes=${range[0]}-${range[0] + range[1] - 1}`
  if (mark?.startsWith('"')) headers['if-match'] = mark
  const wire = await signedRequest(address, headers, query)
  const over = new AbortController()
  const idle = setTimeout(() => over.abort(), stall)
  const limit = setTimeout(() => over.abort(), 20 * stall)
  try {
    const response = await fetch(wire.url, { ...wire, signal: over.signal })
    if (isEmptyObject(response)) {
      await response.body?.cancel()
      return answerOf(response, new Uint8Array(), 0)
    }
    const { size, length } = checkHead(response, range, mark)
    const bytes = await readBody(response, length, () => idle.refresh())
    const wrong = hasChecksum ? wrongChecksum(bytes, response.headers) : undefined
    if (wrong) throw passing(`its ${wrong} is not the one that the store tells`)
    return answerOf(response, bytes, size ?? bytes.length)
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    if (over.signal.aborted) throw passing(`nothing came for ${stall / 1000} s`)
    throw passing(`the connection broke (${reasonOf(cause)})`)
  } finally {
    clearTimeout(idle)
    clearTimeout(limit)
  }
}

const answerOf = ({ headers }: Response, bytes: ObjectAnswer['bytes'], size: number) => ({
  bytes,
  headers,
  size,
  mark: markOf(headers),
})

/** What tells one state of an object from another. */
const markOf = (headers: Headers): string | undefined =>
  headers.get('etag') ?? headers.get('last-modified') ?? undefined

/** No range lies in an object without bytes. */
const isEmptyObject = ({ status, headers }: Response): boolean =>
  status === 416 && /\*\/0$/.test(headers.get('content-range') ?? '')

/** @returns Bytes of the object and of the answer, as far as they are told. */
function checkHead(response: Response, range: ObjectRequest['range'], mark: string | undefined) {
  const { status, headers, url } = response
  if (url && !isSafe(new URL(url))) throw new Failure(`it leads to http, expected https`, false)
  const found = markOf(headers)
  const changed = () =>
    new Failure('the object was changed while it was read', false, {
      hint: 'start again when nothing writes to it',
    })
  if (status === 412) throw changed()
  if (!response.ok) throw refusal(response)
  if (mark !== undefined && found !== mark) throw changed()
  if (!['', 'identity'].includes(headers.get('content-encoding') ?? '')) {
    throw passing(
      `it comes compressed (${headers.get('content-encoding')}), expected bytes as they are stored`,
    )
  }
  const told = headers.get('content-length')
  const length = told === null ? undefined : Number(told)
  if (!range) return { size: length, length }
  if (status !== 206) {
    throw passing(`the server answers with the whole of it (status ${status}), expected a range`, {
      hint: 'the server has to support range requests; or download the file',
    })
  }
  const [, start, end, total] =
    /^bytes (\d+)-(\d+)\/(\d+)$/.exec(headers.get('content-range') ?? '')?.map(Number) ?? []
  const last = Math.min(range[0] + range[1], total ?? 0) - 1
  if (start !== range[0] || end !== last || total === undefined) {
    throw passing(
      `the server answers with ${headers.get('content-range') ?? 'no range'}, expected bytes ${range[0]}-${range[0] + range[1] - 1}`,
    )
  }
  const wanted = last - range[0] + 1
  if (length !== undefined && length !== wanted) {
    throw passing(`the server announces ${length} bytes, expected ${wanted}`)
  }
  return { size: total, length: wanted }
}

function refusal({ status, headers }: Response): Failure {
  const region = headers.get('x-amz-bucket-region')
  const wait = 1000 * Number(headers.get('retry-after') ?? 0)
  if (TRANSIENT.has(status)) {
    return passing(`the store answers ${status}`, {
      wait: Number.isFinite(wait) ? wait : 0,
    })
  }
  if (status >= 300 && status < 400) {
    return new Failure(`the store sends elsewhere (status ${status})`, false, {
      hint: region ? `set AWS_REGION=${region}` : 'set AWS_REGION or AWS_ENDPOINT_URL',
    })
  }
  if (status === 401 || status === 403) {
    return new Failure(`access is denied (status ${status})`, false, {
      hint: 'for the Hub set HF_TOKEN; for s3:// set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, and AWS_REGION',
    })
  }
  if (status === 404) return new Failure('there is no such object', false, { isMissing: true })
  return new Failure(`the store answers ${status}`, false)
}

/** @param expected - Bytes, where they are known beforehand. */
async function readBody(
  response: Response,
  expected: number | undefined,
  onBytes: () => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let length = 0
  const limit = Math.min(LARGEST, expected ?? LARGEST)
  for await (const chunk of response.body ?? []) {
    onBytes()
    length += chunk.length
    if (length > limit) throw new Failure(`more than ${limit} bytes came`, expected !== undefined)
    chunks.push(chunk)
  }
  if (expected !== undefined && length !== expected) {
    throw passing(`${length} bytes came, expected ${expected}`)
  }
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

/** What undici says lies one or two causes below. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error
  const { code, message: below } = (cause ?? {}) as NodeJS.ErrnoException
  return code ?? below ?? message
}
