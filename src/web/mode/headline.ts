import { percent, quoted } from '../words/format.ts'
import { subjectOf } from '../words/subject-of.ts'
import type { ModeFacts } from './mode-facts.ts'

/**
 * A failure mode in one plain line: “A dog in the snow”: right 13 % of the time, other dog images 100 %; called “cat”.
 *
 * @param name - The hard end's claimed caption; undefined = none.
 */
export function headline(
  className: string,
  name: string | undefined,
  { flagged, others, calledAs }: Pick<ModeFacts, 'flagged' | 'others' | 'calledAs'>,
): string {
  const what =
    name === undefined ? `Flagged images of ${quoted(className)}` : quoted(subjectOf(name))
  const [first] = calledAs
  const isMost = first && first.rows.length * 2 > flagged.wrong.length
  const called = isMost ? `; called ${quoted(first.name)}` : ''
  return `${what}: right ${percent(flagged.accuracy)} of the time, other images of ${quoted(className)} ${percent(others.accuracy)}${called}`
}
