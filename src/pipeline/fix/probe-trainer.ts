import {
  fitSoftmax,
  predictClasses,
  type SoftmaxModel,
} from '../../core/repair/softmax-regression.ts'
import { type Matrix, stackRows } from '../../core/vectors/matrix.ts'
import { randomSource } from '../../core/vectors/random.ts'
import { fitStandardizer } from '../../core/vectors/standardize.ts'
import { scaled } from '../interventions/pool-scores.ts'
import type { Trainer } from './fix-arm.ts'

/**
 * The built-in trainer: a linear head on fixed features, fitted from scratch in float64.
 *
 * The fit itself is deterministic. A seed draws a bootstrap sample of the training split, the same for every arm, so
 * that the spread over seeds is what other training images of the same kind would do; added images are all used.
 */
export function probeTrainer(
  readFeatures: (rows: Int32Array) => Promise<Matrix>,
  labels: Int32Array,
  classes: number,
  l2: number,
): Trainer {
  const fit = (x: Matrix, rows: Int32Array, weights: Float64Array, start?: SoftmaxModel) => {
    const own = Int32Array.from(rows, (row) => labels[row] ?? -1)
    return fitSoftmax(x, own, classes, { l2, weights, tolerance: 1e-4, ...(start && { start }) })
  }
  /** The model without any intervention: where the fits of all arms of a seed start, for speed. */
  let base: { seed: number; model: SoftmaxModel } | undefined
  return async (training) => {
    const { trainRows, extraRows, testRows, seed } = training
    const train = await readFeatures(trainRows)
    const standardizer = fitStandardizer(train)
    const x = scaled(train, standardizer)
    const drawn = bootstrapCounts(trainRows.length, seed)
    if (base?.seed !== seed) base = { seed, model: fit(x, trainRows, drawn) }
    const extra = scaled(await readFeatures(extraRows), standardizer)
    const rows = Int32Array.from([...trainRows, ...extraRows])
    const weights = Float64Array.from(rows, (row, i) =>
      i < trainRows.length ? (drawn[i] ?? 0) * (training.weights[row] ?? 1) : 1,
    )
    const model = fit(stackRows([x, extra]), rows, weights, base.model)
    return predictClasses(model, scaled(await readFeatures(testRows), standardizer))
  }
}

/** How often a bootstrap sample of n draws each of them. */
function bootstrapCounts(n: number, seed: number): Float64Array {
  const random = randomSource(seed, 'bootstrap')
  const drawn = new Float64Array(n)
  for (let i = 0; i < n; i += 1) {
    const at = Math.floor(random() * n)
    drawn[at] = (drawn[at] ?? 0) + 1
  }
  return drawn
}
