import type { FixArmResult, FixFile } from '../../run/fix-file.ts'
import { count, oneLine, percent } from '../words/format.ts'
import { armWords, BASELINES } from './arm-words.ts'

/** The way of training that helps most on a measure: no baseline, and none that must know the rare group. */
export function winnerOf({ arms }: Pick<FixFile, 'arms'>, at: number): FixArmResult | undefined {
  return arms
    .filter(({ name }) => !BASELINES.has(name) && !name.includes('oracle'))
    .filter(({ accuracy }) => typeof accuracy[at] === 'number')
    .toSorted((a, b) => (b.accuracy[at] ?? 0) - (a.accuracy[at] ?? 0))[0]
}

/** What retraining did, in one sentence: “72 images chosen by direction lift … from 54 % to 82 %; as many at random, to 64 %.” */
export function fixHeadline(
  { arms, measures, comparisons }: Pick<FixFile, 'arms' | 'measures' | 'comparisons'>,
  at: number,
): string {
  const measure = measures[at]?.name ?? ''
  const winner = winnerOf({ arms }, at)
  const before = arms.find(({ name }) => name === 'none')?.accuracy[at]
  if (!winner || typeof before !== 'number') return 'No two trainings can be compared.'
  const found = comparisons.find(
    (one) => one.arm === winner.name && one.reference === 'none' && one.measure === measure,
  )
  const words = armWords(winner.name)
  const doing =
    winner.added > 0
      ? `${count(winner.added)} ${words.replace(/ added.*$/, '')}`
      : `Training where ${words}`
  const verb = winner.added > 0 ? ['lift', 'lower', 'move'] : ['lifts', 'lowers', 'moves']
  const does = { gain: verb[0], loss: verb[1], 'no difference': verb[2] }
  const verdict = found?.verdict ?? 'no difference'
  const random = arms.find(({ name, added }) => name === 'random' && added === winner.added)
  const atRandom = random?.accuracy[at]
  const against =
    winner.added > 0 && typeof atRandom === 'number'
      ? `; as many at random, to ${percent(atRandom)}`
      : ''
  const sure = verdict === 'no difference' ? ', which is not sure' : ''
  return `${doing} ${does[verdict]} accuracy on ${oneLine(measure)} from ${percent(before)} to ${percent(winner.accuracy[at])}${sure}${against}.`
}
