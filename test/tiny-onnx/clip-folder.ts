import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { colourWeights, mixedWeights, quartersModel } from './image-models.ts'
import { onnxModel } from './onnx-model.ts'

/** What a tiny two-tower model is made of. */
export interface TinyClipOptions {
  /** Side of its images in pixels, even. @default 8 */
  size?: number
  /** Words of its vocabulary, each with the vector that it adds to a text. Other words add nothing. */
  words?: Record<string, readonly number[]>
  modelType?: 'clip' | 'siglip' | 'siglip2'
  /** Endings of the precisions that it has. @default [''] */
  endings?: readonly string[]
  /** Tokens that a text may have, with those of start and end. @default 16 */
  maxTokens?: number
}

/** Numbers in its embeddings. */
export const TINY_CLIP_DIMENSIONS = 8

/** A row an output: the image's mean red, green and blue, then five mixtures of its quarters. */
const IMAGE_WEIGHTS = [
  colourWeights(1, 0, 0),
  colourWeights(0, 1, 0),
  colourWeights(0, 0, 1),
  ...mixedWeights(TINY_CLIP_DIMENSIONS - 3),
]

/** Vector of an image of one colour, of values in -1..1: what a word for that colour should mean. */
export const colourVector = (...rgb: readonly number[]): number[] => {
  const quarters = rgb.flatMap((value) => Array<number>(4).fill(value))
  return IMAGE_WEIGHTS.map((row) => row.reduce((sum, w, i) => sum + w * (quarters[i] ?? 0), 0))
}

const WORDS: Record<string, readonly number[]> = {
  red: colourVector(1, -1, -1),
  green: colourVector(-1, 1, -1),
  blue: colourVector(-1, -1, 1),
  dark: colourVector(-1, -1, -1),
  bright: colourVector(1, 1, 1),
}

const SPECIAL = ['<pad>', '<unk>', '<start>', '<end>']

/**
 * Writes a folder with a two-tower model in the Hugging Face layout. An image's embedding is a mixture of the means of its
 * quarters; a text's is the mean of its words' vectors, so that "red" lies where red images lie.
 */
export async function writeTinyClip(folder: string, options: TinyClipOptions = {}): Promise<void> {
  const { size = 8, words = WORDS, modelType = 'clip', maxTokens = 16, endings = [''] } = options
  const outputs =
    modelType === 'clip' ? ['image_embeds', 'text_embeds'] : ['pooler_output', 'pooler_output']
  const [imageOutput = '', textOutput = ''] = outputs
  const vectors = [
    ...SPECIAL.map(() => Array<number>(TINY_CLIP_DIMENSIONS).fill(0)),
    ...Object.values(words),
  ]
  const shape = ['n', TINY_CLIP_DIMENSIONS]
  await mkdir(join(folder, 'onnx'), { recursive: true })
  const image = quartersModel({ size, weights: IMAGE_WEIGHTS }, 'pixel_values', [
    { name: imageOutput, shape },
  ])
  const text = textModel(vectors, textOutput, modelType === 'clip')
  for (const ending of endings) {
    await writeFile(join(folder, 'onnx', `vision_model${ending}.onnx`), image)
    await writeFile(join(folder, 'onnx', `text_model${ending}.onnx`), text)
  }
  const json = (name: string, value: unknown) =>
    writeFile(join(folder, name), JSON.stringify(value, null, 2))
  await json('config.json', {
    model_type: modelType,
    projection_dim: TINY_CLIP_DIMENSIONS,
    ...(modelType === 'siglip2' && { text_config: { max_position_embeddings: maxTokens } }),
  })
  await json('preprocessor_config.json', preprocessor(size, modelType))
  await json('tokenizer.json', tokenizer(Object.keys(words)))
  await json('tokenizer_config.json', {
    tokenizer_class: 'CLIPTokenizer',
    // SigLIP 2's tokenizer says "no limit"; the number of places stands in the config.
    model_max_length: modelType === 'siglip2' ? 1e30 : maxTokens,
    pad_token: '<pad>',
    unk_token: '<unk>',
    bos_token: '<start>',
    eos_token: '<end>',
  })
}

/** Mean of the vectors of all tokens, padding left out where the model takes a mask. */
function textModel(
  vectors: readonly (readonly number[])[],
  output: string,
  masked: boolean,
): Uint8Array {
  const ports = ['input_ids', ...(masked ? ['attention_mask'] : [])]
  const axes = { name: 'axes', dims: [1], data: BigInt64Array.of(1n) }
  const last = { name: 'last', dims: [1], data: BigInt64Array.of(2n) }
  const table = {
    name: 'table',
    dims: [vectors.length, TINY_CLIP_DIMENSIONS],
    data: Float32Array.from(vectors.flat()),
  }
  const mean = {
    op: 'ReduceMean',
    inputs: ['tokens'],
    output,
    attributes: { axes: [1], keepdims: 0 },
  }
  const maskedMean = [
    { op: 'Cast', inputs: ['attention_mask'], output: 'mask', attributes: { to: 1 } },
    { op: 'Unsqueeze', inputs: ['mask', 'last'], output: 'column' },
    { op: 'Mul', inputs: ['tokens', 'column'], output: 'kept' },
    { op: 'ReduceSum', inputs: ['kept', 'axes'], output: 'sum', attributes: { keepdims: 0 } },
    { op: 'ReduceSum', inputs: ['mask', 'axes'], output: 'count' },
    { op: 'Div', inputs: ['sum', 'count'], output },
  ]
  return onnxModel({
    inputs: ports.map((name) => ({ name, type: 'int64' as const, shape: ['n', 'tokens'] })),
    outputs: [{ name: output, shape: ['n', TINY_CLIP_DIMENSIONS] }],
    weights: masked ? [table, axes, last] : [table],
    nodes: [
      { op: 'Gather', inputs: ['table', 'input_ids'], output: 'tokens' },
      ...(masked ? maskedMean : [mean]),
    ],
  })
}

/** CLIP brings the shorter side to size and crops the centre; SigLIP squashes. Values in -1..1. */
function preprocessor(size: number, modelType: 'clip' | 'siglip' | 'siglip2') {
  const both = { height: size, width: size }
  const values = { do_normalize: true, image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5] }
  const resize = { do_resize: true, resample: 3 }
  return modelType === 'clip'
    ? {
        image_processor_type: 'CLIPImageProcessor',
        ...resize,
        size: { shortest_edge: size },
        do_center_crop: true,
        crop_size: both,
        do_rescale: true,
        rescale_factor: 1 / 255,
        ...values,
      }
    : { image_processor_type: 'SiglipImageProcessor', ...resize, size: both, ...values }
}

/** One token a word, between those of start and end. */
function tokenizer(words: readonly string[]) {
  const names = [...SPECIAL, ...words]
  const idOf = (name: string) => names.indexOf(name)
  const special = (name: string) => ({ id: name, ids: [idOf(name)], tokens: [name] })
  const piece = (name: string) => ({ SpecialToken: { id: name, type_id: 0 } })
  const text = { Sequence: { id: 'A', type_id: 0 } }
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: SPECIAL.map((content, id) => ({ id, content, special: true, normalized: false })),
    normalizer: { type: 'Lowercase' },
    pre_tokenizer: { type: 'Whitespace' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [piece('<start>'), text, piece('<end>')],
      pair: [piece('<start>'), text, piece('<end>'), text, piece('<end>')],
      special_tokens: { '<start>': special('<start>'), '<end>': special('<end>') },
    },
    decoder: null,
    model: {
      type: 'WordLevel',
      vocab: Object.fromEntries(names.map((name, id) => [name, id])),
      unk_token: '<unk>',
    },
  }
}
