import { firstFew } from '../io/files/first-few.ts'
import { EncoderError } from '../run/errors.ts'

/**
 * For each class of a dataset, the output of a classifier that stands for it, matched by name.
 *
 * @param classes - The dataset's, k names.
 * @param outputs - The classifier's, in the order of its outputs.
 * @returns int32[k].
 * @throws EncoderError if a class is none of the outputs, or two outputs share its name.
 * @example
 * classColumns(['cat', 'dog'], ['background', 'dog', 'cat']) // => Int32Array [2, 1]
 */
export function classColumns(classes: readonly string[], outputs: readonly string[]): Int32Array {
  const missing = classes.filter((name) => !outputs.includes(name))
  if (missing.length > 0) {
    throw new EncoderError(
      `Cannot match the classifier with the dataset: no output for ${firstFew(missing)}, expected one of ${firstFew(outputs)}`,
      { hint: 'name the classifier’s outputs like the dataset’s classes, in classifier.classes' },
    )
  }
  const twice = classes.filter((name) => outputs.indexOf(name) !== outputs.lastIndexOf(name))
  if (twice.length > 0) {
    throw new EncoderError(
      `Cannot match the classifier with the dataset: several outputs are called ${firstFew(twice)}`,
      { hint: 'give each output its own name in classifier.classes' },
    )
  }
  return Int32Array.from(classes, (name) => outputs.indexOf(name))
}
