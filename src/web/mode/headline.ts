import { percent, quoted } from '../words/format.ts'
import { subjectOf } from '../words/subject-of.ts'
import type { ModeFacts } from './mode-facts.ts'

/** Words, or a number with the images that it is of. */
export type Linked = string | { of: string; words: string; rows: readonly number[] }

/**
 * A failure mode in one plain line: “A dog in the snow”: right 13 % of the time, other dog images 100 %; called “cat”.
 *
 * @param name - The hard end's claimed caption; undefined = none.
 */
export function headlineParts(
  className: string,
  name: string | undefined,
  { flagged, others, calledAs }: Pick<ModeFacts, 'flagged' | 'others' | 'calledAs'>,
): Linked[] {
  const what =
    name === undefined ? `Flagged images of ${quoted(className)}` : quoted(subjectOf(name))
  const [first] = calledAs
  const isMost = first && first.rows.length * 2 > flagged.wrong.length
  return [
    `${what}: right `,
    { of: 'flagged', words: percent(flagged.accuracy), rows: flagged.rows },
    ` of the time, other images of ${quoted(className)} `,
    { of: 'the others', words: percent(others.accuracy), rows: others.rows },
    ...(isMost
      ? ['; called ', { of: `called ${first.name}`, words: quoted(first.name), rows: first.rows }]
      : []),
  ]
}

/** The same as text. */
export const headline = (...card: Parameters<typeof headlineParts>): string =>
  headlineParts(...card)
    .map((part) => (typeof part === 'string' ? part : part.words))
    .join('')
