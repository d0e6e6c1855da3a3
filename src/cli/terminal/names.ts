import type { CaptionsFile } from '../../run/captions-file.ts'

/** What a run's captions say, a line a direction, below it a line for each of several modes; then what is no name. */
export function namesText({ directions, unproven }: CaptionsFile): string {
  const found = directions.flatMap(({ class: name, direction, verdict, modes }) => [
    `${name}${direction > 1 ? ` (direction ${direction})` : ''}: ${verdict}`,
    ...modes.map((mode) => `  mode ${mode.number}: ${mode.verdict}`),
  ])
  const rest = unproven.flatMap(({ class: name, candidate }) =>
    candidate === null
      ? []
      : `${name}: its failure is not significant; first candidate, not a name: "${candidate}"`,
  )
  return [...found, ...rest].join('\n')
}
