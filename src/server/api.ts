import type { IncomingMessage } from 'node:http'
import * as z from 'zod'
import {
  classDuplicates,
  directionValues,
  mapCoordinates,
  nearestToExample,
} from '../pipeline/show/explorer-vectors.ts'
import { largeImage, thumbnail } from './images.ts'
import { readBody } from './read-body.ts'
import { Refusal } from './refusal.ts'
import type { ServedRun } from './served-run.ts'

/** An answer of the server's own making. */
export type Answer =
  | { kind: 'json'; value: unknown }
  | { kind: 'bytes'; bytes: Uint8Array; type: string; keep: boolean }
  | { kind: 'nothing' }

const NEIGHBOURS = 12
const askSchema = z.strictObject({ text: z.string().trim().min(1).max(500) })

const json = (value: unknown): Answer => ({ kind: 'json', value })
const numbers = (...arrays: (Float32Array | Uint32Array)[]): Answer => {
  const views = arrays.map((a) => Buffer.from(a.buffer, a.byteOffset, a.byteLength))
  const type = 'application/octet-stream'
  return { kind: 'bytes', bytes: Buffer.concat(views), type, keep: false }
}

/** Answers `api/...`. @throws Refusal 404 if there is no such address. */
export async function answerApi(
  served: ServedRun,
  request: IncomingMessage,
  url: URL,
): Promise<Answer> {
  const [, , name, last] = url.pathname.split('/')
  if (last === undefined) {
    if (name === 'facts') return json(served.facts)
    if (name === 'ask') return json(await ask(served, request))
    if (name === 'duplicates') {
      return json(await classDuplicates(served.run, url.searchParams.get('class') ?? ''))
    }
    if (name === 'coordinates') {
      const { data, rows, cols } = await mapCoordinates(served.run)
      return numbers(Uint32Array.of(rows, cols), data)
    }
    throw new Refusal(404, 'No such address')
  }
  const row = rowNumber(last)
  const keep = url.searchParams.get('v') === served.facts.version
  if (name === 'thumbnail') return webp(await thumbnail(served, row), keep)
  if (name === 'image') return webp(await largeImage(served, row), keep)
  if (name === 'neighbours') {
    if (row >= served.run.examples.ids.length) throw new Refusal(404, 'No such example')
    return json(await nearestToExample(served.run, row, NEIGHBOURS))
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

async function ask({ ask, facts }: ServedRun, request: IncomingMessage) {
  const body = askSchema.safeParse(await readBody(request))
  if (!body.success) throw new Refusal(400, 'Expected {"text": "one to 500 characters"}')
  if (!ask) throw new Refusal(501, facts.noAsk ?? 'This run has no text encoder')
  return ask(body.data.text).catch((cause: Error) => {
    // For the reader's eyes: which model could not be loaded, and why.
    throw Object.assign(new Refusal(502, cause.message), { cause })
  })
}
