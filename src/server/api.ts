import type { IncomingMessage, ServerResponse } from 'node:http'
import * as z from 'zod'
import { changingFacts } from '../pipeline/show/explorer-facts.ts'
import {
  classDuplicates,
  directionValues,
  nearestToExample,
} from '../pipeline/show/explorer-vectors.ts'
import { largeImage, thumbnail } from './images.ts'
import { readBody } from './read-body.ts'
import { Refusal } from './refusal.ts'
import { keepReview, REVIEW_LIMIT } from './review.ts'
import type { ServedRun } from './served-run.ts'

/** An answer of the server's own making. */
export type Answer =
  | { kind: 'json'; value: unknown }
  | { kind: 'bytes'; bytes: Uint8Array; type: string; keep: boolean }
  | { kind: 'nothing' }

const NEIGHBOURS = 12
const askSchema = z.strictObject({ text: z.string().trim().min(1).max(500) })

const json = (value: unknown): Answer => ({ kind: 'json', value })
const numbers = ({ buffer, byteOffset, byteLength }: Float32Array): Answer => ({
  kind: 'bytes',
  bytes: Buffer.from(buffer, byteOffset, byteLength),
  type: 'application/octet-stream',
  keep: false,
})

/** Answers `api/...`. @throws Refusal 404 if there is no such address. */
export async function answerApi(
  served: ServedRun,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<Answer> {
  const [, , name, last] = url.pathname.split('/')
  if (last === undefined) {
    if (name === 'facts') return json(await currentFacts(served))
    if (name === 'ask') return json(await ask(served, request))
    if (name === 'duplicates') {
      return json(await classDuplicates(served.run, url.searchParams.get('class') ?? ''))
    }
    if (name === 'similarities') {
      return numbers(await similarities(served, request, leaving(response)))
    }
    if (name === 'review') {
      const body = await readBody(request, REVIEW_LIMIT)
      return json({ base: await keepReview(served.run.folder, body) })
    }
    throw new Refusal(404, 'No such address')
  }
  const row = rowNumber(last)
  const keep = url.searchParams.get('v') === served.facts.version
  if (name === 'thumbnail') return webp(await thumbnail(served, row), keep)
  if (name === 'image') return webp(await largeImage(served, row), keep)
  if (name === 'neighbours') {
    if (row >= served.run.examples.ids.length) throw new Refusal(404, 'No such example')
    return json(await nearestToExample(served.run, row, NEIGHBOURS, leaving(response)))
  }
  if (name === 'decision-values') {
    if (row >= served.run.normals.rows) throw new Refusal(404, 'No such direction')
    return numbers(await directionValues(served.run, row))
  }
  throw new Refusal(404, 'No such address')
}

const webp = (bytes: Uint8Array | undefined, keep: boolean): Answer =>
  bytes ? { kind: 'bytes', bytes, type: 'image/webp', keep } : { kind: 'nothing' }

function rowNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Refusal(400, 'Expected a row number')
  return Number(text)
}

/** Aborted when the reader goes away before the answer is there. */
function leaving(response: ServerResponse): AbortSignal {
  const controller = new AbortController()
  response.once('close', () => controller.abort())
  return controller.signal
}

/** Files come and go while a run is served: a review is written, interventions are made. */
async function currentFacts({ run, facts }: ServedRun) {
  return { ...facts, ...(await changingFacts(run.folder, run.manifest)) }
}

async function similarities(
  { similarTo, facts }: ServedRun,
  request: IncomingMessage,
  signal: AbortSignal,
): Promise<Float32Array> {
  const { text } = askedText(await readBody(request))
  if (!similarTo) throw new Refusal(501, facts.noAsk ?? 'This run has no text encoder')
  return similarTo(text, signal).catch((cause: Error) => {
    throw Object.assign(new Refusal(502, cause.message), { cause })
  })
}

function askedText(body: unknown): { text: string } {
  const asked = askSchema.safeParse(body)
  if (!asked.success) throw new Refusal(400, 'Expected {"text": "one to 500 characters"}')
  return asked.data
}

async function ask({ ask, facts }: ServedRun, request: IncomingMessage) {
  const { text } = askedText(await readBody(request))
  if (!ask) throw new Refusal(501, facts.noAsk ?? 'This run has no text encoder')
  return ask(text).catch((cause: Error) => {
    // For the reader's eyes: which model could not be loaded, and why.
    throw Object.assign(new Refusal(502, cause.message), { cause })
  })
}
