import { fitDirections } from '../../core/direction/fit-directions.ts'
import { wilsonInterval } from '../../core/statistics/wilson.ts'
import { randomSource } from '../../core/vectors/random.ts'
import type { NullRate } from '../../run/bench-file.ts'
import type { Effects } from '../../run/effects.ts'
import { type Run, readEmbeddingRows } from '../run-folder/open-run.ts'
import { dealWithin } from './make-setting.ts'

/**
 * How often a failure mode is found where there is none: on the run's own vectors and labels, with the model's outcomes
 * (right or wrong, and how sure) dealt out anew within each class.
 */
export async function nullRate(
  run: Run,
  { draws, seed }: { draws: number; seed: number },
  effects: Effects = {},
): Promise<NullRate> {
  const { method } = run.manifest.config
  const { examples } = run
  const rows = Int32Array.from(examples.labels.keys()).filter(
    (row) =>
      examples.splits[row] === method.fitSplit &&
      (examples.labels[row] ?? -1) >= 0 &&
      (examples.predictions[row] ?? -1) >= 0,
  )
  const x = await readEmbeddingRows(run, rows)
  const labels = rows.map((row) => examples.labels[row] ?? -1)
  const outcomes = Array.from(rows, (row) => ({
    prediction: examples.predictions[row] ?? -1,
    confidence: examples.confidence[row] ?? Number.NaN,
  }))
  let [alarms, tests, small] = [0, 0, 0]
  for (let draw = 0; draw < draws; draw++) {
    effects.signal?.throwIfAborted()
    effects.onProgress?.({ step: 'null', done: draw, total: draws, unit: 'draws' })
    const dealt = dealWithin(labels, outcomes, randomSource('bench null', seed, draw))
    const table = {
      classes: examples.classes,
      ids: Array.from(rows, String),
      splits: Array.from(rows, () => method.fitSplit),
      labels,
      predictions: Int32Array.from(dealt, ({ prediction }) => prediction),
      confidence: Float64Array.from(dealt, ({ confidence }) => confidence),
    }
    const { profile, fitSplit, alpha, minErrors } = method
    const options = { profile: 'robust' as const, fitSplit, alpha, minErrors, seed: seed + draw }
    const { classes } = fitDirections(
      x,
      table,
      run.standardizer,
      profile === 'robust' ? options : { ...options, profile },
    )
    const first = classes.flatMap(({ directions: [one] }) => one?.p ?? [])
    if (classes.some(({ state }) => state === 'ok')) alarms += 1
    tests += first.length
    small += first.filter((p) => p <= alpha).length
    await new Promise(setImmediate)
  }
  return {
    run: run.manifest.name,
    profile: method.profile,
    draws,
    anyClass: { alarms, interval: wilsonInterval(alarms, draws) },
    classes: { tests, small },
    alpha: method.alpha,
  }
}
