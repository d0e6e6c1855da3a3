import type { Matrix } from '../core/vectors/matrix.ts'
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
  const sums = Array.from({ length: rows }, (_, row) => rowSum(output, row))
  if (sums.every((sum) => Math.abs(sum - 1) <= SUM_TOLERANCE)) return 'probabilities'
  const found = sums.find((sum) => Math.abs(sum - 1) > SUM_TOLERANCE) ?? 0
  throw new EncoderError(
    `Cannot tell what the outputs of classifier "${file}" are: values within 0 and 1 that sum to ` +
      `${found.toPrecision(3)}, expected probabilities that sum to 1, or logits`,
    { model: file, hint: 'set classifier.outputKind to "logits" or "probabilities"' },
  )
}

function rowSum({ data, cols }: Matrix, row: number): number {
  let sum = 0
  for (let i = row * cols; i < (row + 1) * cols; i++) sum += data[i] as number
  return sum
}

/**
 * Softmax of each row: exp(x_j - max) / sum. Sums are held in float64.
 *
 * @param logits - float32[n, k].
 * @returns A new float32[n, k]; each row sums to 1.
 */
export function softmaxRows({ data, rows, cols }: Matrix): Matrix {
  const result = new Float32Array(data.length)
  for (let start = 0; start < data.length; start += cols) {
    const row = data.subarray(start, start + cols)
    const top = row.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
    const powers = Array.from(row, (value) => Math.exp(value - top))
    const sum = powers.reduce((a, b) => a + b, 0)
    for (let j = 0; j < cols; j++) result[start + j] = (powers[j] as number) / sum
  }
  return { data: result, rows, cols }
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
