import type { FixMeasure } from './fix-file.ts'

/** The images that an intervention is for: rare known groups, else flagged images, else all. */
export function targetMeasure(measures: readonly FixMeasure[]): FixMeasure | undefined {
  return (
    measures.find(({ kind, class: name, value }) => kind === 'group' && !name && value === null) ??
    measures.find(({ kind, class: name }) => kind === 'flagged' && name === null) ??
    measures[0]
  )
}
