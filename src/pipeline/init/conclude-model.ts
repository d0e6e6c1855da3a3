import {
  classOutput,
  embeddingOutput,
  modelPorts,
  portInWords,
} from '../../encoders/model-ports.ts'
import type { OnnxPort } from '../../encoders/onnx/onnx-session.ts'
import { EncoderError } from '../../run/errors.ts'
import type { Fact } from './fact.ts'

/** What flags say of a model. */
export interface ModelFlags {
  output?: string | undefined
  size?: number | undefined
  mean?: number[] | undefined
  std?: number[] | undefined
}

/** A section of the config and what it was concluded from. */
export interface ConcludedModel {
  section: Record<string, unknown>
  facts: Fact[]
}

/**
 * The section `encoder` or `classifier` of the config for an ONNX file: its output, size, layout and channels from the file,
 * mean and deviation from the flags.
 *
 * @throws EncoderError if the outputs do not tell which is meant.
 */
export async function concludeOnnx(
  key: 'encoder' | 'classifier',
  onnx: string,
  baseFolder: string,
  flags: ModelFlags,
  classes: number,
): Promise<ConcludedModel> {
  const { inputs, outputs } = await modelPorts(onnx, baseFolder)
  const [input] = inputs
  const output = chooseOutput(key, onnx, outputs, flags.output, classes)
  const shape = inputShape(input?.shape ?? [])
  const size = flags.size ?? shape.size
  const pixels = {
    ...(size !== undefined && size !== 224 && { size }),
    ...(flags.mean && { mean: flags.mean }),
    ...(flags.std && { std: flags.std }),
    ...(shape.layout === 'nhwc' && { layout: 'nhwc' }),
    ...(shape.isGray && { channels: 'gray' }),
    ...(shape.isGray && !flags.mean && { mean: [0.5] }),
    ...(shape.isGray && !flags.std && { std: [0.5] }),
  }
  const facts: Fact[] = [
    {
      title: key,
      text: `outputs ${outputs.map(portInWords).join(', ')} → ${output.name}`,
      flag: key === 'encoder' ? '--output NAME' : '--classifier-output NAME',
    },
    {
      title: '',
      text: `input ${Array.isArray(size) ? size.join(' x ') : (size ?? '224, as the file does not tell')} pixels, ${shape.layout}${shape.isGray ? ', gray' : ''}; ${flags.mean || flags.std ? 'mean and deviation as given' : `mean and deviation are not in the file: ${shape.isGray ? '0.5' : 'those of ImageNet'}`}`,
      flag: ['size N', 'mean R,G,B', 'std R,G,B']
        .map((name) => `--${key === 'classifier' ? 'classifier-' : ''}${name}`)
        .join('  '),
    },
  ]
  return {
    section: {
      onnx,
      ...(Object.keys(pixels).length > 0 && { input: pixels }),
      ...(output.name !== outputs[0]?.name && { output: output.name }),
    },
    facts,
  }
}

function chooseOutput(
  key: 'encoder' | 'classifier',
  onnx: string,
  outputs: readonly OnnxPort[],
  named: string | undefined,
  classes: number,
): OnnxPort {
  const found =
    named === undefined
      ? key === 'encoder'
        ? embeddingOutput(outputs)
        : classOutput(outputs, classes)
      : outputs.find(({ name }) => name === named)
  if (found) return found
  const flag = key === 'encoder' ? '--output' : '--classifier-output'
  throw new EncoderError(
    `Cannot tell which output of "${onnx}" is the ${key === 'encoder' ? 'embedding' : 'class scores'}: ${outputs.map(portInWords).join(', ')}`,
    {
      model: onnx,
      hint: `${outputs.map(({ name }) => `${flag} ${name}`).join('  or  ')}; class probabilities make poor embeddings: export the layer before the last as a second output`,
    },
  )
}

function inputShape(shape: OnnxPort['shape']) {
  const [, second, third, fourth] = shape
  const isLast = fourth === 3 || fourth === 1
  const isFirst = second === 3 || second === 1
  const layout = isLast && !isFirst ? ('nhwc' as const) : ('nchw' as const)
  const [height, width] = layout === 'nhwc' ? [second, third] : [third, fourth]
  const known = typeof height === 'number' && typeof width === 'number' && height > 0 && width > 0
  const size = !known ? undefined : height === width ? height : [height, width]
  return { layout, size, isGray: (layout === 'nhwc' ? fourth : second) === 1 }
}
