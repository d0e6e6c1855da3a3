import { type Matrix, matrixRow } from '../core/vectors/matrix.ts'
import { softmax } from '../core/vectors/vector.ts'
import { EncoderError } from '../run/errors.ts'

/** What the numbers of a classifier's output are. */
export type OutputKind = 'logits' | 'probabilities'

/** Room for a sum of probabilities that a model computed in half precision. */
const SUM_TOLERANCE = 1e-2

/**
 * Whether outputs are logits or probabilities, as their values tell.
 *
 * Probabilities: no value is negative and each row sums to 1. Logits: some value lies outside 0..1. Values within 0..1
 * that do not sum to 1 could be either (one sigmoid a class, or small logits), so they are refused; a single column
 * within 0..1 is the probability of the second class.
 *
 * @param output - First batch, float32[n, k].
 * @throws EncoderError if the values do not tell.
 */
export function outputKind(output: Matrix, file: string): OutputKind {
  const { data, rows, cols } = output
  if (data.some((value) => value < 0 || value > 1 + SUM_TOLERANCE)) return 'logits'
  if (cols === 1) return 'probabilities'
  const sums = Array.from({ length: rows }, (_, row) =>
    matrixRow(output, row).reduce((a, b) => a + b, 0),
  )
  if (sums.every((sum) => Math.abs(sum - 1) <= SUM_TOLERANCE)) return 'probabilities'
  const found = sums.find((sum) => Math.abs(sum - 1) > SUM_TOLERANCE) ?? 0
  throw new EncoderError(
    `Cannot tell what the outputs of classifier "${file}" are: values within 0 and 1 that sum to ` +
      `${found.toPrecision(3)}, expected probabilities that sum to 1, or logits`,
    { model: file, hint: 'set classifier.outputKind to "logits" or "probabilities"' },
  )
}

/** Softmax of each row, in a new float32[n, k]. Sums are held in float64. */
export function softmaxRows(logits: Matrix): Matrix {
  const { rows, cols } = logits
  const data = new Float32Array(rows * cols)
  for (let row = 0; row < rows; row++) data.set(softmax(matrixRow(logits, row)), row * cols)
  return { data, rows, cols }
}

/**
 * Two columns from the one output of a two-class model: 1 - p and p, where p is the probability of the second class.
 *
 * @param output - float32[n, 1], logits (p = 1 / (1 + exp(-x))) or probabilities.
 */
export function sigmoidRows({ data, rows }: Matrix, kind: OutputKind): Matrix {
  const result = new Float32Array(2 * rows)
  for (let row = 0; row < rows; row++) {
    const value = data[row] as number
    const p = kind === 'logits' ? 1 / (1 + Math.exp(-value)) : value
    result[2 * row] = 1 - p
    result[2 * row + 1] = p
  }
  return { data: result, rows, cols: 2 }
}
