import type { CompareFile } from '../../run/compare-file.ts'
import type { Effects } from '../../run/effects.ts'
import type { Run } from '../run-folder/open-run.ts'
import { type Baseline, baselineOfRun } from './baseline.ts'
import { candidateOfRun } from './candidate.ts'
import { type CheckOptions, judgeCandidate } from './check-modes.ts'

/**
 * What got better and what got worse from one model to another: on the failure modes of the old one, on new ones, by
 * class, and overall.
 *
 * @param old - A run, or failure modes frozen from one.
 * @param now - A run with the same encoder.
 * @throws DataError as `checkModes` does.
 * @example
 * const { summary } = await compareRuns(await openRun('runs/old'), await openRun('runs/new'))
 */
export async function compareRuns(
  old: Run | Baseline,
  now: Run,
  options: CheckOptions = {},
  effects: Effects = {},
): Promise<CompareFile> {
  const baseline = 'folder' in old ? await baselineOfRun(old, undefined, effects) : old
  const { file } = await judgeCandidate(baseline, candidateOfRun(now), options, effects)
  return file
}
