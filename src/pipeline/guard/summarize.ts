import { firstFew } from '../../io/files/first-few.ts'
import type { ChangeRecord, CompareFile, ModeChange } from '../../run/compare-file.ts'

/** Sentences of one kind; the tables have the rest. */
const MOST_SENTENCES = 5

/** What a comparison says, in plain sentences with the counts they stand on, the most important first. */
export function summarize(file: CompareFile): string[] {
  const { modes, newModes, shifts, overall, margin, alpha } = file
  const of = (verdict: ChangeRecord['verdict']) =>
    modes.filter((mode) => mode.verdict === verdict).toSorted(largestFirst)
  const [worse, better, safe, unsure] = [of('worse'), of('better'), of('safe'), of('inconclusive')]
  const fresh = newModes?.filter(({ isNew }) => isNew).toSorted(largestFirst) ?? []
  const lines = [headline(file), `All images: ${sentence(overall)}`]
  const tell = (sentences: readonly string[], rest: string) => {
    lines.push(...sentences.slice(0, MOST_SENTENCES))
    const more = sentences.length - MOST_SENTENCES
    if (more > 0) lines.push(`and ${more} more ${rest}`)
  }
  const told = (mode: ModeChange) => `${titleOf(mode)}: ${sentence(mode)}`
  tell(worse.map(told), 'modes that got worse')
  tell(better.map(told), 'modes that got better')
  tell(
    fresh.map((mode) => `New failure mode ${titleOf(mode)}: ${sentence(mode)}`),
    'new modes',
  )
  tell(
    (shifts ?? [])
      .toSorted((a, b) => largestFirst(a.change, b.change))
      .map(({ class: name, side, change, rest, name: caption }) => {
        const what = side === 'worse' ? 'lost most on' : 'gained most on'
        const which = caption ? `"${caption}"` : `${change.new.examples} images that look alike`
        return `In class ${name} the new model ${what} ${which}: ${sentence(change)}; on the others ${counted(rest)}`
      }),
    'kinds of image',
  )
  for (const verdict of ['worse', 'better'] as const) {
    const whole = file.classes.filter((change) => change.verdict === verdict).toSorted(largestFirst)
    tell(
      whole.map((change) => `Class ${change.class} as a whole is ${verdict}: ${sentence(change)}`),
      `classes that are ${verdict}`,
    )
  }
  if (safe.length > 0) {
    lines.push(
      `${modesOf(safe.length)} safe: at most ${points(margin)} points worse, at a chance of error of ${alpha} over all modes`,
    )
  }
  if (unsure.length > 0) {
    const needs = unsure.flatMap(({ needed }) => needed ?? [])
    const more =
      needs.length > 0 ? `, need up to ${Math.max(...needs)} more images of the kind` : ''
    lines.push(`${modesOf(unsure.length)} inconclusive: too few images to tell${more}`)
  }
  return lines
}

/** By how much the error rate has moved, up or down. */
const largestFirst = (a: ChangeRecord, b: ChangeRecord) =>
  Math.abs(b.difference ?? 0) - Math.abs(a.difference ?? 0)

/** Classes that are surely worse as a whole, though none of their modes is worse or new: a check does not fail for them. */
export const lostClasses = ({
  classes,
  modes,
  newModes,
}: Pick<CompareFile, 'classes' | 'modes' | 'newModes'>): CompareFile['classes'] => {
  const failing = new Set([
    ...modes.filter(({ verdict }) => verdict === 'worse').map((mode) => mode.class),
    ...(newModes ?? []).filter(({ isNew }) => isNew).map((mode) => mode.class),
  ])
  return classes.filter(({ verdict, class: name }) => verdict === 'worse' && !failing.has(name))
}

function headline(file: CompareFile): string {
  const { old, new: now } = file
  const lost = file.classes.filter(({ verdict }) => verdict === 'worse').map((one) => one.class)
  const noun = lost.length === 1 ? 'class' : 'classes'
  const beside =
    lost.length === 0
      ? ''
      : `; ${file.verdict === 'fail' ? 'also' : 'but'} worse in ${noun} ${firstFew(lost)} as a whole`
  return `"${now}" against "${old}": ${whatOfModes(file)}${beside}`
}

function whatOfModes({ modes, newModes, verdict }: CompareFile): string {
  const worse = modes.filter((mode) => mode.verdict === 'worse').length
  const fresh = newModes?.filter(({ isNew }) => isNew).length ?? 0
  if (worse === 0 && fresh > 0) {
    const what = fresh === 1 ? '1 new failure mode' : `${fresh} new failure modes`
    return `${what}; none of the ${modes.length} known ones got worse`
  }
  if (worse > 0) {
    const more = fresh === 0 ? '' : `, ${fresh} new ${fresh === 1 ? 'one' : 'ones'}`
    return `${worse} of ${modes.length} failure modes got worse${more}`
  }
  if (modes.length === 0) return 'no failure mode was known'
  const end = verdict === 'inconclusive' ? ', though not all could be judged' : ''
  return `none of ${modes.length} failure modes got worse${end}`
}

const titleOf = ({ id, name }: ModeChange) => (name ? `${id} "${name}"` : id)
const modesOf = (count: number) => (count === 1 ? '1 mode is' : `${count} modes are`)

/** How to read the intervals beside the verdicts. */
export const FOOTNOTE =
  'An interval is about its row alone. A verdict is an exact test, adjusted over the rows of its table, so it may be "inconclusive" where the interval leaves out 0.'

/** For example: error rate 12 of 40 (30 %) before, 24 of 40 (60 %) now; 13 broke, 1 mended; +30 points (14 to 45). */
export function sentence(change: ChangeRecord): string {
  const { difference, interval } = change
  const range = `${signed(interval[0])} to ${signed(interval[1])}`
  const moved =
    difference === null ? '' : `; ${signed(difference)} points of error (95 %: ${range})`
  return `${counted(change)}${moved}`
}

function counted({ old, new: now, broken, mended }: ChangeRecord): string {
  const pairs = broken === null ? '' : `, ${broken} broke and ${mended} were mended`
  return `wrong on ${rate(old)} before and ${rate(now)} now${pairs}`
}

function rate({ errors, examples }: ChangeRecord['old']): string {
  return examples === 0 ? 'none seen' : `${errors} of ${examples} (${points(errors / examples)} %)`
}

const points = (share: number) => (100 * share).toFixed(1)
const signed = (share: number) => `${share > 0 ? '+' : ''}${points(share)}`
