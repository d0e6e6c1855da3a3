import type { ChangeEvidence } from '../../core/guard/change-evidence.ts'
import { judgeChanges } from '../../core/guard/judge-changes.ts'
import type { CompareFile, ModeChange, NewMode } from '../../run/compare-file.ts'
import type { Effects, Warning } from '../../run/effects.ts'
import { toolVersion } from '../run-folder/tool-version.ts'
import type { Baseline } from './baseline.ts'
import type { Candidate } from './candidate.ts'
import { changeRecord } from './change-record.ts'
import { checkCandidate } from './check-candidate.ts'
import { unfrozenModes } from './new-modes.ts'
import { changedImages, evidenceOn, type Outcomes, sideBySide } from './outcomes.ts'
import { summarize } from './summarize.ts'

export interface CheckOptions {
  /** Greatest rise of the error rate of a mode that counts as safe, in 0..1. @default 0.02 */
  margin?: number | undefined
  /** Chance of any false alarm among all modes. @default 0.05 */
  alpha?: number | undefined
}

/**
 * Judges a new model on frozen failure modes: each is worse, better, safe or inconclusive, wrongly "worse" anywhere with
 * chance at most alpha. Failure modes of the new model that overlap no frozen one are reported too, and are *new* if
 * the new model is surely worse there than the old one.
 *
 * @param baseline - See `readFailureModes`.
 * @param candidate - See `candidateOfRun` and `candidateOfPredictions`.
 * @throws DataError if a class of a mode is missing, or the vectors are of another encoder or of other dimensions.
 * @example
 * const baseline = await readFailureModes('failure-modes.json')
 * const { verdict } = await checkModes(baseline, candidateOfRun(await openRun('runs/new')))
 */
export async function checkModes(
  baseline: Baseline,
  candidate: Candidate,
  options: CheckOptions = {},
  effects: Effects = {},
): Promise<CompareFile> {
  return (await judgeCandidate(baseline, candidate, options, effects)).file
}

/** {@link checkModes}, with what the judgement stands on. */
export async function judgeCandidate(
  baseline: Baseline,
  candidate: Candidate,
  { margin = 0.02, alpha = 0.05 }: CheckOptions,
  effects: Effects,
): Promise<{ file: CompareFile; outcomes: Outcomes }> {
  const warnings: Warning[] = []
  const telling: Effects = {
    ...effects,
    onWarning: (warning) => {
      warnings.push(warning)
      effects.onWarning?.(warning)
    },
  }
  checkCandidate(baseline, candidate, telling)
  const outcomes = await sideBySide(baseline, candidate, margin, telling)
  const judge = (changes: readonly ChangeEvidence[]) =>
    judgeChanges(changes, { margin, alpha }).map(changeRecord)

  const sets = baseline.modes.map((mode) => outcomes.flaggedBy(mode))
  const judged = judge(sets.map((set) => evidenceOn(outcomes, set)))
  const modes = baseline.modes.flatMap(
    ({ id, class: name, rank, name: caption }, i): ModeChange[] => {
      const [change, set] = [judged[i], sets[i]]
      if (!change || !set) return []
      const images = changedImages(outcomes, set)
      return [{ ...change, id, class: name, rank, name: caption ?? null, ...images }]
    },
  )

  const unfrozen = await unfrozenModes(outcomes)
  const judgedNew = judge((unfrozen ?? []).map(({ evidence }) => evidence))
  const newModes = unfrozen?.flatMap((mode, i): NewMode[] => {
    const change = judgedNew[i]
    if (!change) return []
    const { id, class: name, rank, overlap } = mode
    const facts = { id, class: name, rank, name: mode.name ?? null, q: mode.q ?? null, overlap }
    // Where the old model was judged on other images, significance in the new model is all there is.
    const isNew = outcomes.paired ? change.verdict === 'worse' : true
    return [{ ...change, ...facts, isNew, ...changedImages(outcomes, mode.set) }]
  })

  const classNames = baseline.classes.filter((name) => outcomes.ofClass(name).rows.length > 0)
  const byClass = judge(classNames.map((name) => evidenceOn(outcomes, outcomes.ofClass(name))))
  const [overall] = judge([evidenceOn(outcomes, outcomes.all)])
  if (!overall) throw new TypeError('one change gives one verdict')
  const hasFailed =
    modes.some((mode) => mode.verdict === 'worse') || newModes?.some((mode) => mode.isNew)
  const isUnsure = modes.some((mode) => mode.verdict === 'inconclusive')
  const { missing, relabelled, moved } = outcomes.joined
  const file: CompareFile = {
    format: 'faultline-comparison',
    version: 1,
    tool: toolVersion(),
    // A later model in a folder of the same name.
    old: baseline.run === candidate.name ? `${baseline.run} as frozen` : baseline.run,
    new: candidate.name,
    paired: outcomes.paired,
    joined: { examples: outcomes.joined.places.length, missing, relabelled, moved },
    margin,
    alpha,
    verdict: hasFailed ? 'fail' : isUnsure ? 'inconclusive' : 'pass',
    summary: [],
    overall,
    classes: classNames.flatMap((name, i) => {
      const change = byClass[i]
      return change ? [{ ...change, class: name }] : []
    }),
    modes,
    newModes: newModes ?? null,
    shifts: null,
    warnings,
  }
  return { file: { ...file, summary: summarize(file) }, outcomes }
}
