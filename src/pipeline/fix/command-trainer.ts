import { join, resolve } from 'node:path'
import { writeBytes } from '../../io/files/write-atomic.ts'
import { formatNpy } from '../../io/vectors/npy.ts'
import { csvText } from '../../run/csv-text.ts'
import type { StopSignal } from '../../run/effects.ts'
import type { FixConfig } from '../../run/fix-config.ts'
import type { Run } from '../run-folder/open-run.ts'
import { childEnvironment, type Environment, redactor } from '../run-folder/secrets.ts'
import { beginAttempt, endOrphans } from './attempt.ts'
import { type Trainer, type Training, TrainingFailed } from './fix-arm.ts'
import { readPredictions } from './read-predictions.ts'
import { runChild } from './run-child.ts'

export interface CommandOptions {
  command: NonNullable<FixConfig['command']>
  /** Folder of the config: where the command runs. */
  baseFolder: string
  /** Folder under which each training gets a folder of its own. */
  workFolder: string
  env: Environment
  /** A line that the command printed, secrets struck out. */
  onLine?: ((line: string) => void) | undefined
  signal?: StopSignal | undefined
}

/**
 * The user's own training command, told by environment variables what to train on (`docs/interventions.md` lists
 * them). It writes its predictions for the test images to the file it is told.
 *
 * The child gets the variables that programs commonly need, and those that the config names.
 */
export function commandTrainer(run: Run, options: CommandOptions): Trainer {
  const { command, baseFolder, env } = options
  const redact = redactor(env)
  const orphans = endOrphans(options.workFolder)
  orphans.catch(() => {}) // told where it is awaited
  return async (training) => {
    await orphans
    const attempt = await beginAttempt(join(options.workFolder, `${training.arm}-${training.seed}`))
    try {
      const files = await writeInputs(run, training, attempt.folder)
      const problem = await runChild({
        run: command.run,
        folder: baseFolder,
        env: {
          ...childEnvironment(env, command.keepEnvironment),
          ...files,
          FAULTLINE_ARM: training.arm,
          FAULTLINE_SEED: String(training.seed),
          FAULTLINE_RUN: resolve(run.folder),
          FAULTLINE_IMAGES: imagesFolder(run, baseFolder),
        },
        log: join(attempt.folder, 'log.txt'),
        timeoutMs: command.timeoutMinutes * 60_000,
        redact,
        ...(options.onLine && { onLine: options.onLine }),
        onStart: attempt.started,
        signal: options.signal,
      })
      if (problem) throw new TrainingFailed(redact(`the command ${problem}`))
      return await readPredictions(run, training.testRows, files.FAULTLINE_PREDICTIONS)
    } finally {
      await attempt.close()
    }
  }
}

function imagesFolder(run: Run, baseFolder: string): string {
  const { images } = run.manifest.config.dataset
  return images === undefined ? '' : resolve(baseFolder, images)
}

/** Writes what the command reads. @returns The variables that name the files. */
async function writeInputs(run: Run, training: Training, folder: string) {
  const { ids, images, labels, classes } = run.examples
  const { trainRows, extraRows, testRows, weights } = training
  const line = (row: number) => [ids[row], row, images[row], classes[labels[row] ?? -1]]
  const table = (rows: Int32Array, weight: (row: number) => number) =>
    csvText(
      ['id', 'row', 'image', 'label', 'weight'],
      Array.from(rows, (row) => [...line(row), weight(row)]),
    )
  const all = weights.slice()
  for (const row of extraRows) all[row] = 1
  const files = {
    FAULTLINE_TRAIN: resolve(folder, 'train.csv'),
    FAULTLINE_EXTRA: resolve(folder, 'extra.csv'),
    FAULTLINE_TEST: resolve(folder, 'test.csv'),
    FAULTLINE_WEIGHTS: resolve(folder, 'weights.npy'),
    FAULTLINE_PREDICTIONS: resolve(folder, 'predictions.csv'),
  }
  await writeBytes(
    files.FAULTLINE_TRAIN,
    table(trainRows, (row) => weights[row] ?? 1),
  )
  await writeBytes(
    files.FAULTLINE_EXTRA,
    table(extraRows, () => 1),
  )
  const test = Array.from(testRows, (row) => [ids[row], row, images[row]])
  await writeBytes(files.FAULTLINE_TEST, csvText(['id', 'row', 'image'], test))
  await writeBytes(files.FAULTLINE_WEIGHTS, formatNpy(all, [all.length]))
  return files
}
