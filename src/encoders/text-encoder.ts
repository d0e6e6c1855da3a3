import type { Matrix } from '../core/vectors/matrix.ts'
import type { HubEncoderConfig } from '../run/config.ts'
import type { Effects } from '../run/effects.ts'
import { defaultStore, type ModelStore, openModelFolder } from './hub-folder.ts'
import { locateTower } from './hub-model.ts'
import { outputError } from './onnx/onnx-errors.ts'
import { checkRows } from './onnx/onnx-rows.ts'
import type { OnnxTensor } from './onnx/onnx-session.ts'
import { openOnnx } from './onnx/open-onnx.ts'
import { loadTokenizer, type TokenBatch } from './tokenizer.ts'

/** A model that turns texts into embeddings of the same space as its image encoder's. */
export interface TextEncoder {
  /** As the config names it. */
  name: string
  device: string
  batch: number
  /**
   * Raw embeddings, float32[n, d], in the order of the texts, not normalised. The signal stops between batches.
   *
   * @throws EncoderError if a text has more tokens than the model takes, or the model fails.
   */
  encodeTexts(texts: readonly string[], effects?: Effects): Promise<Matrix>
  /** Words of a text that the model knows nothing of; a byte-pair vocabulary knows them all. */
  unknownWords(text: string): string[]
  close(): Promise<void>
}

/**
 * The text tower of a CLIP or SigLIP model in the Hugging Face layout: `config.json`, `tokenizer.json`,
 * `tokenizer_config.json` and `onnx/text_model.onnx`.
 *
 * @param config - `encoder` of the config, with `model`: a local folder, or a Hub id that is downloaded once.
 * @param baseFolder - Folder that a path is relative to.
 * @throws EncoderError if the model is not found, cannot be downloaded, or does not load.
 * @example
 * const config = { dataset: {}, encoder: { model: 'Xenova/clip-vit-base-patch32' } }
 * const { encoder } = parseConfig(config, 'faultline.json')
 * if (encoder === undefined || 'onnx' in encoder) throw new Error('no text tower')
 * const texts = await loadTextEncoder(encoder, '.')
 * const embeddings = await texts.encodeTexts(['a photo of a cat', 'a photo of a dog'])
 * await texts.close()
 */
export async function loadTextEncoder(
  config: HubEncoderConfig,
  baseFolder: string,
  store: ModelStore = defaultStore(),
): Promise<TextEncoder> {
  const { model, batch, device } = config
  const folder = await openModelFolder(config, baseFolder, store)
  const { file, output, type } = await locateTower(folder, config, 'text')
  const { tokenize, unknownWords } = await loadTokenizer(folder, model, type)
  const session = await openOnnx(file, device)
  const names = session.inputs.map(({ name }) => name)
  return {
    name: model,
    device: session.device,
    batch,
    encodeTexts: async (texts, { signal } = {}) => {
      const parts: Matrix[] = []
      for (let start = 0; start < texts.length; start += batch) {
        signal?.throwIfAborted()
        const tokens = tokenize(texts.slice(start, start + batch))
        const tensor = await session.run(feeds(tokens, names), output)
        checkRows(tensor, tokens.rows, file, output)
        parts.push({ data: tensor.data, ...matrixShape(tensor.dims, file, output) })
      }
      return stackRows(parts)
    },
    unknownWords,
    close: session.close,
  }
}

/**
 * The words that a text tower does not know, told without loading its weights.
 *
 * @throws EncoderError if the model has no tokenizer.
 */
export async function loadUnknownWords(
  config: HubEncoderConfig,
  baseFolder: string,
  store: ModelStore = defaultStore(),
): Promise<TextEncoder['unknownWords']> {
  const folder = await openModelFolder(config, baseFolder, store)
  const { type } = await locateTower(folder, config, 'text')
  return (await loadTokenizer(folder, config.model, type)).unknownWords
}

/** The inputs that the model has: some take no attention mask. */
function feeds({ ids, mask, rows, length }: TokenBatch, names: readonly string[]) {
  const all: Record<string, OnnxTensor> = {
    input_ids: { type: 'int64', data: ids, dims: [rows, length] },
    attention_mask: { type: 'int64', data: mask, dims: [rows, length] },
  }
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)))
}

function matrixShape(dims: readonly number[], file: string, output: string) {
  const [rows, cols, ...rest] = dims
  if (rows !== undefined && cols !== undefined && rest.length === 0) return { rows, cols }
  throw outputError(file, output, `shape [${dims.join(', ')}], expected [n, d]`)
}

function stackRows(parts: readonly Matrix[]): Matrix {
  const rows = parts.reduce((sum, part) => sum + part.rows, 0)
  const cols = parts[0]?.cols ?? 0
  const data = new Float32Array(rows * cols)
  let offset = 0
  for (const part of parts) {
    data.set(part.data, offset)
    offset += part.data.length
  }
  return { data, rows, cols }
}
