import type { Effects } from '../../run/effects.ts'
import { DataError } from '../../run/errors.ts'
import type { Run } from '../run-folder/open-run.ts'
import { type Baseline, baselineOfRun } from './baseline.ts'

export interface FreezeOptions {
  /** `class#rank`, or a class for all of its modes. @default all of classes whose state is "ok" */
  modes?: readonly string[] | undefined
}

/**
 * The failure modes of a finished run as a baseline that `checkModes` judges later models by, without the run.
 *
 * @throws DataError if the run has no significant failure mode; ConfigError if a chosen one is unknown.
 * @example
 * const baseline = await freezeModes(await openRun('runs/mine'))
 * await writeFailureModes('failure-modes.json', baseline)
 */
export async function freezeModes(
  run: Run,
  { modes }: FreezeOptions = {},
  effects: Effects = {},
): Promise<Baseline> {
  const baseline = await baselineOfRun(run, modes, effects)
  if (baseline.modes.length === 0) {
    throw new DataError(
      `Cannot freeze "${run.folder}": no class has a significant failure mode, and a check of none would pass whatever happens`,
      { hint: 'faultline compare OLD NEW finds what got worse without any known mode' },
    )
  }
  return baseline
}
