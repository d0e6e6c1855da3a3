import type { CompareFile } from '../../run/compare-file.ts'
import type { Effects } from '../../run/effects.ts'
import type { Run } from '../run-folder/open-run.ts'
import { type Baseline, baselineOfRun } from './baseline.ts'
import { candidateOfRun } from './candidate.ts'
import { type CheckOptions, judgeCandidate } from './check-modes.ts'
import { modelShifts } from './model-shifts.ts'
import { runTitle, runTitles } from './run-title.ts'
import { summarize } from './summarize.ts'

/**
 * What got better and what got worse from one model to another: on the failure modes of the old one, on new ones, by
 * class, and overall; and, of two runs, where the new one lost or gained most, known failure mode or not.
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
  const oldRun = 'folder' in old ? old : undefined
  const frozen = 'folder' in old ? await baselineOfRun(old, undefined, effects) : old
  const [before, after] = oldRun ? runTitles(oldRun, now) : [frozen.run, runTitle(now)]
  const baseline = { ...frozen, run: before }
  const candidate = { ...candidateOfRun(now), name: after }
  const { file, outcomes } = await judgeCandidate(baseline, candidate, options, effects)
  // A file of failure modes does not say how the old model did on the split that directions are fitted on.
  if (!oldRun) return file
  const { margin, alpha } = file
  const { seed } = now.manifest.config
  const shifts = await modelShifts(oldRun, outcomes, { margin, alpha, seed }, effects)
  return { ...file, shifts, summary: summarize({ ...file, shifts }) }
}
