import { outputError } from './onnx-errors.ts'
import type { OutputTensor } from './onnx-session.ts'

/**
 * Sees to it that a model answered with one row for each row of its input.
 *
 * @param batch - Rows of the input.
 * @throws EncoderError if not: whose the rows are cannot be told.
 */
export function checkRows(
  { data, dims }: OutputTensor,
  batch: number,
  file: string,
  output: string,
): void {
  const values = dims.reduce((product, side) => product * side, 1)
  if (dims[0] === batch && data.length === values) return
  throw outputError(
    file,
    output,
    `shape [${dims.join(', ')}] for a batch of ${batch}, expected ${batch} rows`,
    'export the model with a free first dimension, for example dynamic_axes of torch.onnx.export',
  )
}
