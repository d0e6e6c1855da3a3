import { join } from 'node:path'
import * as z from 'zod'
import { readKept } from '../../io/files/read-kept.ts'
import { writeJson } from '../../io/files/write-atomic.ts'
import type { Effects } from '../../run/effects.ts'
import { digestJson } from '../run-folder/digest-json.ts'
import { type Arm, type Trainer, type Training, TrainingFailed } from './fix-arm.ts'

/** `ARM-SEED.json`: a finished training. */
const trainingSchema = z.strictObject({
  key: z.string().describe('Digest of everything the training depends on'),
  predictions: z.array(z.int()).describe('Class of each test image'),
})

export interface TrainingResult {
  arm: string
  seed: number
  predictions: Int32Array | undefined
  /** Why it failed. */
  error: string | null
}

/**
 * Trains every arm with every seed, one after the other. A training whose result is there is not done again; one that
 * failed is.
 *
 * @param trainerKey - What a result depends on besides the training itself, as JSON.
 */
export async function trainAll(
  arms: readonly Arm[],
  seeds: readonly number[],
  rows: { train: Int32Array; test: Int32Array },
  trainer: Trainer,
  folder: string,
  trainerKey: unknown,
  effects: Effects = {},
): Promise<TrainingResult[]> {
  const results: TrainingResult[] = []
  // Seed by seed, so that what is there after a stop can already be compared.
  for (const seed of seeds) {
    for (const { name, extraRows, weights } of arms) {
      effects.signal?.throwIfAborted()
      effects.onProgress?.({
        step: 'fix',
        done: results.length,
        total: arms.length * seeds.length,
        unit: 'trainings',
      })
      const training: Training = {
        arm: name,
        seed,
        trainRows: rows.train,
        testRows: rows.test,
        extraRows: extraRows(seed),
        weights,
      }
      results.push(
        await trainOnce(training, trainer, join(folder, `${name}-${seed}.json`), trainerKey),
      )
    }
  }
  return results
}

async function trainOnce(
  training: Training,
  trainer: Trainer,
  file: string,
  trainerKey: unknown,
): Promise<TrainingResult> {
  const { arm, seed, trainRows, testRows, extraRows, weights } = training
  const columns = [trainRows, testRows, extraRows, weights].map((column) => Array.from(column))
  const key = digestJson([trainerKey, seed, ...columns])
  const done = await readKept(file, trainingSchema)
  if (done?.key === key) {
    return { arm, seed, predictions: Int32Array.from(done.predictions), error: null }
  }
  try {
    const predictions = await trainer(training)
    await writeJson(file, { key, predictions: [...predictions] })
    return { arm, seed, predictions, error: null }
  } catch (error) {
    if (!(error instanceof TrainingFailed)) throw error
    return { arm, seed, predictions: undefined, error: error.message }
  }
}
