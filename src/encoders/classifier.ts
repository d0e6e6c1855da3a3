import { resolve } from 'node:path'
import type { Matrix } from '../core/vectors/matrix.ts'
import type { ClassifierConfig } from '../run/config.ts'
import { EncoderError } from '../run/errors.ts'
import { type OutputKind, outputKind, sigmoidRows, softmaxRows } from './classifier-output.ts'
import type { Classifier } from './image-model.ts'
import { openOnnxImageModel } from './onnx-image-model.ts'

/**
 * The classifier under study, from an ONNX file.
 *
 * Its rows are made probabilities: logits go through softmax, probabilities stay as they are; which of both they are
 * is told by `outputKind` or seen on the first batch. One output column and two classes is a sigmoid: the logit or the
 * probability of the second class.
 *
 * @param config - `classifier` of the config.
 * @param baseFolder - Folder that its path is relative to.
 * @param datasetClasses - Names of the output columns where the config gives none.
 * @throws EncoderError if the file does not load, does not take the images that the config describes, or has another
 * number of outputs than there are names (when loading if the file tells it, else at the first batch).
 */
export async function loadClassifier(
  { onnx, classes, outputKind: kind, ...rest }: ClassifierConfig,
  baseFolder: string,
  datasetClasses: readonly string[] = [],
): Promise<Classifier> {
  const file = resolve(baseFolder, onnx)
  const names = classes ?? datasetClasses
  const model = await openOnnxImageModel({ key: 'classifier', name: onnx, file, ...rest })
  const source = classes ? 'classifier.classes' : 'the dataset'
  let known: OutputKind | undefined = kind === 'auto' ? undefined : kind
  try {
    if (model.dimensions !== undefined) checkOutputs(model.dimensions, names, source, file)
  } catch (error) {
    await model.close()
    throw error
  }
  return {
    ...model,
    classes: names,
    encode: async (prepared) => {
      const output = await model.encode(prepared)
      checkOutputs(output.cols, names, source, file)
      known ??= outputKind(output, file)
      return probabilities(output, known)
    },
  }
}

function probabilities(output: Matrix, kind: OutputKind): Matrix {
  if (output.cols === 1) return sigmoidRows(output, kind)
  return kind === 'logits' ? softmaxRows(output) : output
}

function checkOutputs(outputs: number, names: readonly string[], source: string, file: string) {
  if (outputs === names.length || (outputs === 1 && names.length === 2)) return
  throw new EncoderError(
    `Cannot use classifier "${file}": ${outputs} outputs, expected ${names.length} (the classes of ${source})`,
    {
      model: file,
      hint: 'list the names of all outputs, in their order, in classifier.classes; or name another output in classifier.output',
    },
  )
}
