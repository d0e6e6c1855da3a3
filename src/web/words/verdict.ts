import { isSeenAgain } from '../../run/directions-file.ts'
import { type ClassSummary, isCompared, sureLoss } from '../data/class-summaries.ts'
import { counted, oneLine, percent } from './format.ts'

/** What is wrong with the model, in plain words. */
export interface Verdict {
  kind: 'found' | 'nothing' | 'cannot-say'
  headline: string
  detail: string
  /** The class to look at first. */
  worst: ClassSummary | undefined
}

/**
 * The line on top: how many classes have a failure mode and which is worst, or that nothing was found, or that there
 * were too few errors to find anything.
 *
 * @param summaries - All classes, strongest failure mode first.
 */
export function verdictOf(summaries: readonly ClassSummary[]): Verdict {
  const found = summaries.filter(({ found }) => found.state === 'ok')
  const tested = summaries.filter(({ found }) => found.state !== 'not-enough-errors')
  const untested = summaries.length - tested.length
  const leftOut =
    untested > 0 ? ` ${counted(untested, 'class', 'classes')} had too few errors to say.` : ''
  const [first] = found
  if (first) {
    const worst = found.reduce((a, b) => (sureLoss(b) > sureLoss(a) ? b : a), first)
    return {
      kind: 'found',
      headline:
        summaries.length === 1
          ? 'This model fails consistently on one kind of image.'
          : `This model fails consistently on certain images in ${found.length === summaries.length ? 'all' : `${found.length} of`} ${counted(summaries.length, 'class', 'classes')}.`,
      detail: `${worstWords(worst)}${seenAgainWords(found)}${leftOut}`,
      worst,
    }
  }
  if (tested.length > 0) {
    return {
      kind: 'nothing',
      headline: 'No consistent failure was found.',
      detail: `In the ${counted(tested.length, 'class', 'classes')} with enough errors, the errors are scattered no differently than chance would scatter them.${leftOut}`,
      worst: undefined,
    }
  }
  return {
    kind: 'cannot-say',
    headline: 'Too few errors to say anything.',
    detail:
      'No class has enough wrong images to look for a pattern. More validation images would help.',
    worst: undefined,
  }
}

/** Says how many were confirmed, unless all were. */
function seenAgainWords(found: readonly ClassSummary[]): string {
  const told = found.flatMap(({ strongest }) => (strongest ? (isSeenAgain(strongest) ?? []) : []))
  const again = told.filter(Boolean).length
  if (again === told.length) return ''
  if (told.length === 1) return ' It was not seen again for certain on new images.'
  return ` ${again === 0 ? 'None' : again} of these ${told.length} failure modes ${again < 2 ? 'was' : 'were'} seen again for certain on new images.`
}

function worstWords(worst: ClassSummary): string {
  const { found, flaggedAccuracy, unflaggedAccuracy, hard } = worst
  const name = `“${oneLine(found.class)}”`
  const called = hard ? ` The flagged ones look like “${oneLine(hard)}”.` : ''
  if (!isCompared(worst)) return `Look at ${name} first.${called}`
  return `Worst is ${name}: on new images that Faultline flags the model is right ${percent(flaggedAccuracy)} of the time, on the others ${percent(unflaggedAccuracy)}.${called}`
}
