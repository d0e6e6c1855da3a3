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

/** Tokens that a text tower takes, for a model that does not say. */
const DEFAULT_LENGTHS: Record<string, number> = { clip: 77, siglip: 64, siglip2: 64 }

/** Texts as tokens, and what is lost on the way. */
export interface TextTokenizer {
  /** @throws EncoderError if a text is too long: a cut text would lose the token that carries its embedding. */
  tokenize: (texts: readonly string[]) => TokenBatch
  /** Words of a text that the model knows nothing of: each is read as the same unknown token. */
  unknownWords: (text: string) => string[]
}

/**
 * The tokenizer of a model: `tokenizer.json` and `tokenizer_config.json`.
 *
 * CLIP's texts are padded to the longest of their batch: its attention looks back only, so padding changes nothing.
 * SigLIP's are padded to the full length, as it was trained; its padding is attended to.
 *
 * @param type - `model_type`.
 */
export async function loadTokenizer(
  folder: ModelFolder,
  model: string,
  type: string,
): Promise<TextTokenizer> {
  const { Tokenizer } = await import('@huggingface/tokenizers')
  const json = await readModelJson(folder, 'tokenizer.json', model)
  const config = await readModelJson(folder, 'tokenizer_config.json', model)
  const tokenizer = new Tokenizer(json, config)
  const limit =
    lengthLimit(config['model_max_length']) ??
    lengthLimit(await positionsOf(folder, model)) ??
    DEFAULT_LENGTHS[type] ??
    77
  const padId = tokenizer.token_to_id(tokenOf(config['pad_token']) ?? '') ?? 0
  const unknownId = tokenizer.token_to_id(tokenOf(config['unk_token']) ?? '')
  const ids = (text: string) => tokenizer.encode(text).ids
  // A token of start or end may double as the unknown one.
  const unknowns = (text: string) => ids(text).filter((id: number) => id === unknownId).length
  const fewest = unknownId === undefined ? 0 : unknowns('')
  const isUnknown = (word: string) => unknownId !== undefined && unknowns(word) > fewest
  return {
    tokenize: (texts) => {
      const rows = texts.map(ids)
      rows.forEach((ids, i) => {
        if (ids.length > limit) throw tooLong(texts[i] ?? '', ids.length, limit, model)
      })
      const full = type === 'siglip' || type === 'siglip2'
      const length = full ? limit : Math.max(...rows.map((ids) => ids.length))
      return padded(rows, length, padId)
    },
    unknownWords: (text) => [...new Set(text.match(/[\p{L}\p{N}]+/gu) ?? [])].filter(isUnknown),
  }
}

/** Places that the text tower has, as `config.json` says. */
async function positionsOf(folder: ModelFolder, model: string): Promise<unknown> {
  const { text_config: text } = await readModelJson(folder, 'config.json', model)
  return (Object(text) as { max_position_embeddings?: unknown }).max_position_embeddings
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
const lengthLimit = (value: unknown): number | undefined =>
  typeof value === 'number' && value < 1e6 ? value : undefined

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
