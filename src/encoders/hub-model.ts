import { readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { HubEncoderConfig } from '../run/config.ts'
import { EncoderError } from '../run/errors.ts'
import type { ModelFolder } from './hub-folder.ts'
import { externalData } from './onnx/external-data.ts'

/** Endings of the files of a precision, as transformers.js and Optimum name them. */
const ENDINGS = new Map(
  Object.entries({
    fp32: '',
    fp16: '_fp16',
    q8: '_quantized',
    int8: '_int8',
    uint8: '_uint8',
    q4: '_q4',
    q4f16: '_q4f16',
    bnb4: '_bnb4',
  }),
)

/** Model types whose two towers are files of their own, and the outputs that hold the embeddings. */
const OUTPUTS: Record<string, Record<Tower, string>> = {
  clip: { image: 'image_embeds', text: 'text_embeds' },
  siglip: { image: 'pooler_output', text: 'pooler_output' },
  siglip2: { image: 'pooler_output', text: 'pooler_output' },
}

/** File of each tower, and the files beside it that describe what goes in. */
const FILES = {
  image: { onnx: 'onnx/vision_model', inputs: ['preprocessor_config.json'] },
  text: { onnx: 'onnx/text_model', inputs: ['tokenizer.json', 'tokenizer_config.json'] },
} as const

export type Tower = keyof typeof FILES

/** One half of a two-tower model. */
export interface LocatedTower {
  /** Absolute path of the ONNX file. */
  file: string
  /** Name of the output that holds the embedding. */
  output: string
  /** `model_type` of the model. */
  type: string
  /** Absolute paths of the files that describe what goes in. */
  inputs: string[]
}

/**
 * The ONNX file of one tower of a CLIP-like model, `onnx/vision_model*.onnx` or `onnx/text_model*.onnx`, and the output
 * that holds its embeddings.
 *
 * @throws EncoderError if the model is of another type, or has no such file.
 */
export async function locateTower(
  { folder, find }: ModelFolder,
  { model, dtype }: Pick<HubEncoderConfig, 'model' | 'dtype'>,
  tower: Tower,
): Promise<LocatedTower> {
  const fail = (found: string, hint: string) =>
    new EncoderError(`Cannot use model "${model}": ${found}`, { model, hint })
  const type = (await readModelJson({ folder, find }, 'config.json', model))['model_type']
  const outputs =
    typeof type === 'string' && Object.hasOwn(OUTPUTS, type) ? OUTPUTS[type] : undefined
  if (typeof type !== 'string' || outputs === undefined) {
    throw fail(
      `model_type ${JSON.stringify(type)} in config.json, expected "clip", "siglip" or "siglip2"`,
      'for another image encoder set encoder.onnx to its ONNX file',
    )
  }
  if (type === 'siglip2' && tower === 'image') {
    throw new EncoderError(
      `Cannot use the images of model "${model}": model_type "siglip2" takes patches of any number, expected pixels of one size`,
      { model, hint: 'use a SigLIP 2 model of fixed resolution, such as siglip2-base-patch16-224' },
    )
  }
  const ending = ENDINGS.get(dtype)
  if (ending === undefined) {
    const known = [...ENDINGS.keys()].join(', ')
    throw fail(`dtype "${dtype}", expected one of ${known}`, 'correct encoder.dtype')
  }
  const name = `${FILES[tower].onnx}${ending}.onnx`
  const file = await find(name)
  if (file === undefined) {
    throw fail(
      `no "${name}" in "${folder}", expected one ONNX file a tower`,
      'set encoder.dtype to a precision it has, or use a model exported for transformers.js',
    )
  }
  // Weights in files of their own: the Hub is asked for them too.
  for (const path of externalData(file)) await find(relative(folder, path).replaceAll('\\', '/'))
  const inputs = await Promise.all(FILES[tower].inputs.map(find))
  const known = inputs.filter((path) => path !== undefined)
  return { file, output: outputs[tower], type, inputs: known }
}

/** A JSON object of a model's folder. @throws EncoderError if it is missing or not JSON. */
export async function readModelJson(
  { folder, find }: ModelFolder,
  file: string,
  model: string,
): Promise<Record<string, unknown>> {
  const path = await find(file)
  if (path === undefined) {
    throw new EncoderError(`Cannot use model "${model}": no "${file}" in "${folder}"`, {
      model,
      hint: 'the folder needs the layout of a Hugging Face model: config.json, preprocessor_config.json, tokenizer.json, onnx/',
    })
  }
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'))
    if (value && typeof value === 'object') return value as Record<string, unknown>
    throw new SyntaxError('no object')
  } catch (cause) {
    throw new EncoderError(
      `Cannot use model "${model}": "${join(folder, file)}" is no JSON object`,
      { model, cause },
    )
  }
}
