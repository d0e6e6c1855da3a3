import {
  fitErrorAwareMixture,
  mixtureResponsibilities,
  mostWrongComponents,
} from '../../core/baseline/error-aware-mixture.ts'
import type { MixtureData } from '../../core/baseline/mixture-steps.ts'
import type { Matrix } from '../../core/vectors/matrix.ts'
import { principalComponents, projectRows } from '../../core/vectors/principal-components.ts'
import type { RunExamples } from '../../io/dataset/examples-file.ts'
import type { RunParts } from '../caption/caption-context.ts'

/** Domino's published settings: axes kept of the embeddings, and slices used of the mixture. */
const AXES = 128
const SLICES = 2
/** Fewer examples cannot tell its 25 components apart; more than so many, evenly spread, add nothing but time. */
const LEAST_FITTED = 50
const MOST_FITTED = 10_000
/** Rows ranked at once. */
const BLOCK_ROWS = 4096

/**
 * Domino's ranking of some examples: minus the largest share that one of its two slices has in each, so that ascending
 * is hardest first. The mixture is fitted on the fit split, all classes together.
 */
export async function dominoRanking(
  { examples, readRows }: Pick<RunParts, 'examples' | 'readRows'>,
  fitRows: Int32Array,
  rows: Int32Array,
  seed: number,
): Promise<Float64Array | undefined> {
  if (fitRows.length < LEAST_FITTED) return undefined
  const step = Math.ceil(fitRows.length / MOST_FITTED)
  const fitted = fitRows.filter((_, i) => i % step === 0)
  const fitX = await readRows(fitted)
  const components = principalComponents(fitX, AXES)
  const data = (x: Matrix, of: Int32Array): MixtureData => ({
    x: projectRows(components, x, Int32Array.from(of.keys())),
    labels: Int32Array.from(of, (row) => examples.labels[row] ?? 0),
    probabilities: probabilitiesOf(examples, of),
  })
  const mixture = fitErrorAwareMixture(data(fitX, fitted), { seed })
  const slices = mostWrongComponents(mixture, SLICES)
  const ranking = new Float64Array(rows.length)
  for (let start = 0; start < rows.length; start += BLOCK_ROWS) {
    const block = rows.subarray(start, start + BLOCK_ROWS)
    const shares = mixtureResponsibilities(mixture, data(await readRows(block), block))
    for (let i = 0; i < block.length; i++) {
      const own = slices.map((s) => -(shares.data[i * shares.cols + s] ?? 0))
      ranking[start + i] = Math.min(...own)
    }
  }
  return ranking
}

/** Of two classes the probabilities that the confidence tells; else 1 for the prediction, float32[n, k]. */
function probabilitiesOf(
  { classes, labels, predictions, confidence }: RunExamples,
  rows: Int32Array,
): Matrix {
  const k = classes.length
  const data = new Float32Array(rows.length * k)
  for (const [i, row] of rows.entries()) {
    const label = labels[row] ?? 0
    const sure = confidence[row] ?? Number.NaN
    if (k === 2 && !Number.isNaN(sure)) {
      data[i * 2 + label] = sure
      data[i * 2 + (1 - label)] = 1 - sure
    } else data[i * k + (predictions[row] ?? 0)] = 1
  }
  return { data, rows: rows.length, cols: k }
}
