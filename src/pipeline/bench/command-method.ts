import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeJson } from '../../io/files/write-atomic.ts'
import { readNpy, writeNpy } from '../../io/vectors/npy.ts'
import type { StopSignal } from '../../run/effects.ts'
import { DataError } from '../../run/errors.ts'
import { runChild } from '../fix/run-child.ts'
import { childEnvironment, type Environment, redactor } from '../run-folder/secrets.ts'
import type { Method, SettingRows } from './bench-setting.ts'
import { MOST_SLICES } from './methods.ts'

export interface CommandMethodOptions {
  /** Program and arguments; the folder of the setting comes behind them. */
  run: readonly string[]
  cwd: string
  env: Environment
  signal?: StopSignal | undefined
  /** @default 10 */
  timeoutMinutes?: number
}

/**
 * A user's own method: a program that is given a folder with `fit.npy`, `test.npy` (float32[n, d]) and `task.json` (labels,
 * predictions and confidence of both), and leaves `scores.npy` there: float[n] over the test rows, high = hard, or
 * float[k, n], a slice a row, the most suspicious first.
 */
export function commandMethod(options: CommandMethodOptions): Method {
  const { run, cwd, env, signal, timeoutMinutes = 10 } = options
  const name = run.map((part) => part.split(/[\\/]/).at(-1)).join(' ')
  return {
    name,
    run: async ({ fit, test, name: setting }) => {
      const folder = await mkdtemp(join(tmpdir(), 'faultline-bench-'))
      try {
        await writeNpy(join(folder, 'fit.npy'), fit.x.data, [fit.x.rows, fit.x.cols])
        await writeNpy(join(folder, 'test.npy'), test.x.data, [test.x.rows, test.x.cols])
        const facts = (rows: SettingRows) => ({
          labels: [...rows.labels],
          predictions: [...rows.predictions],
          confidence: [...rows.confidence],
        })
        await writeJson(join(folder, 'task.json'), {
          setting,
          slices: MOST_SLICES,
          fit: facts(fit),
          test: facts(test),
        })
        const problem = await runChild({
          run: [...run, folder],
          folder: cwd,
          env: childEnvironment(env),
          log: join(folder, 'log.txt'),
          timeoutMs: timeoutMinutes * 60_000,
          redact: redactor(env),
          signal,
        })
        if (problem) throw new DataError(`Cannot run method "${name}": it ${problem}`)
        return await readScores(join(folder, 'scores.npy'), test.labels.length, name)
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    },
  }
}

async function readScores(path: string, n: number, name: string) {
  const { data, shape } = await readNpy(path)
  const [rows, cols] = shape.length === 1 ? [1, shape[0] ?? 0] : [shape[0] ?? 0, shape[1] ?? 0]
  if (shape.length > 2 || cols !== n || rows < 1 || rows > MOST_SLICES) {
    throw new DataError(
      `Cannot use the scores of "${name}": shape [${shape.join(', ')}], expected [${n}] or [1 to ${MOST_SLICES}, ${n}]`,
      { path },
    )
  }
  const values = Float64Array.from(data, Number)
  if (values.some((value) => Number.isNaN(value))) {
    throw new DataError(`Cannot use the scores of "${name}": some are not a number`, { path })
  }
  const slices = Array.from({ length: rows }, (_, k) => values.slice(k * n, (k + 1) * n))
  return { score: slices[0] ?? values, slices }
}
