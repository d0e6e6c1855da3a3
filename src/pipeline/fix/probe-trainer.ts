import type { Matrix } from '../../core/matrix.ts'
import { randomSource } from '../../core/random.ts'
import { fitSoftmax, predictClasses } from '../../core/softmax-regression.ts'
import { fitStandardizer } from '../../core/standardize.ts'
import { scaled } from '../interventions/pool-scores.ts'
import type { Trainer, Training } from './fix-arm.ts'

/**
 * The built-in trainer: a linear head on fixed features, fitted from scratch in float64.
 *
 * The fit itself is deterministic. A seed draws a bootstrap sample of the training split, the same for every arm, so
 * that the spread over seeds is what other training images of the same kind would do; added images are all used.
 *
 * @param readFeatures - Features of rows, float32[m, d].
 * @param labels - True class of each example, int32[n].
 * @param classes - k.
 * @param l2 - Weight decay.
 */
export function probeTrainer(
  readFeatures: (rows: Int32Array) => Promise<Matrix>,
  labels: Int32Array,
  classes: number,
  l2: number,
): Trainer {
  return async (training) => {
    const { trainRows, extraRows, testRows } = training
    const train = await readFeatures(trainRows)
    const standardizer = fitStandardizer(train)
    const extra = await readFeatures(extraRows)
    const x = scaled(stacked(train, extra), standardizer)
    const rows = Int32Array.from([...trainRows, ...extraRows])
    const model = fitSoftmax(
      x,
      Int32Array.from(rows, (row) => labels[row] ?? -1),
      classes,
      {
        l2,
        weights: exampleWeights(training),
      },
    )
    return predictClasses(model, scaled(await readFeatures(testRows), standardizer))
  }
}

/** Loss weight times the number of times that the bootstrap drew the example. */
function exampleWeights({ trainRows, extraRows, weights, seed }: Training): Float64Array {
  const random = randomSource(seed, 'bootstrap')
  const n = trainRows.length
  const drawn = new Float64Array(n + extraRows.length).fill(1, n)
  for (let i = 0; i < n; i += 1) {
    const at = Math.floor(random() * n)
    drawn[at] = (drawn[at] ?? 0) + 1
  }
  return drawn.map((count, i) => count * (i < n ? (weights[trainRows[i] ?? -1] ?? 1) : 1))
}

function stacked(a: Matrix, b: Matrix): Matrix {
  const data = new Float32Array(a.data.length + b.data.length)
  data.set(a.data)
  data.set(b.data, a.data.length)
  return { data, rows: a.rows + b.rows, cols: a.cols }
}
