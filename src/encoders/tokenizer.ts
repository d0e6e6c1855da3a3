import { EncoderError } from '../run/errors.ts'
import type { ModelFolder } from './hub-folder.ts'
import { readModelJson } from './hub-model.ts'

/** Texts as numbers, padded to one length. */
export interface TokenBatch {
  /** int64[rows, length]. */
  ids: BigInt64Array
  /** 1 = token, 0 = padding; int64[rows, length]. */
  mask: BigInt64Array
  rows: number
  length: number
}

/** Tokens that a CLIP text tower takes, for a tokenizer that does not say. */
const CLIP_LENGTH = 77

/**
 * The tokenizer of a model: `tokenizer.json` and `tokenizer_config.json`.
 *
 * CLIP's texts are padded to the longest of their batch: its attention looks back only, so padding changes nothing.
 * SigLIP's are padded to the full length, as it was trained; its padding is attended to.
 *
 * @param type - `model_type`.
 * @returns A function that tokenizes a batch. @throws EncoderError if a text is too long: a cut text would lose the
 * token that carries its embedding.
 */
export async function loadTokenizer(
  folder: ModelFolder,
  model: string,
  type: string,
): Promise<(texts: readonly string[]) => TokenBatch> {
  const { Tokenizer } = await import('@huggingface/tokenizers')
  const json = await readModelJson(folder, 'tokenizer.json', model)
  const config = await readModelJson(folder, 'tokenizer_config.json', model)
  const tokenizer = new Tokenizer(json, config)
  const limit = lengthLimit(config['model_max_length'])
  const padId = tokenizer.token_to_id(tokenOf(config['pad_token']) ?? '') ?? 0
  return (texts) => {
    const rows = texts.map((text) => tokenizer.encode(text).ids)
    rows.forEach((ids, i) => {
      if (ids.length > limit) throw tooLong(texts[i] ?? '', ids.length, limit, model)
    })
    const length = type === 'siglip' ? limit : Math.max(...rows.map((ids) => ids.length))
    return padded(rows, length, padId)
  }
}

function padded(rows: readonly number[][], length: number, padId: number): TokenBatch {
  const ids = new BigInt64Array(rows.length * length).fill(BigInt(padId))
  const mask = new BigInt64Array(rows.length * length)
  rows.forEach((row, r) => {
    row.forEach((id, i) => {
      ids[r * length + i] = BigInt(id)
      mask[r * length + i] = 1n
    })
  })
  return { ids, mask, rows: rows.length, length }
}

/** Some tokenizers say 1e30 for "no limit". */
const lengthLimit = (value: unknown) =>
  typeof value === 'number' && value < 1e6 ? value : CLIP_LENGTH

/** A token stands as a string, or as `{ content }`. */
function tokenOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  const { content } = Object(value) as { content?: unknown }
  return typeof content === 'string' ? content : undefined
}

function tooLong(text: string, found: number, limit: number, model: string): EncoderError {
  const start = text.length > 60 ? `${text.slice(0, 60)}…` : text
  return new EncoderError(
    `Cannot encode text "${start}": ${found} tokens, expected at most ${limit} ("${model}")`,
    { model, hint: 'shorten the caption' },
  )
}
