import { rareGroupMarks } from '../../core/repair/loss-weights.ts'
import type { KnownGroup } from '../interventions/known-group.ts'
import type { Run } from '../run-folder/open-run.ts'
import type { Measure } from './compare-arms.ts'

/** Test images nearest the hard caption of a class. */
export interface NearCaption {
  class: string
  caption: string
  /** Rows of the run's examples. */
  rows: readonly number[]
}

/**
 * The sets of test images on which trainings are judged: all, each class, flagged images, images nearest the hard
 * captions, and known groups. Sets without images are left out.
 *
 * @param trainSplit - Where a known group counts as rare in its class.
 * @param groups - Declared known groups; the first is the one that the oracles use.
 */
export function fixMeasures(
  run: Run,
  testRows: Int32Array,
  trainSplit: string,
  groups: readonly KnownGroup[],
  captions: readonly NearCaption[],
): Measure[] {
  const { classes, labels, flagged } = run.examples
  const withDirection = run.directions.classes
    .filter(({ state }) => state === 'ok')
    .map((entry) => classes.indexOf(entry.class))
  const measures: Measure[] = []
  const add = (measure: Omit<Measure, 'places' | 'examples'>, keep: (row: number) => boolean) => {
    const places = Int32Array.from(
      [...testRows.keys()].filter((place) => keep(testRows[place] ?? -1)),
    )
    if (places.length > 0) measures.push({ ...measure, examples: places.length, places })
  }
  const nothing = { class: null, column: null, value: null }
  const nameOf = (label: number) => classes[label] ?? ''

  add({ ...nothing, name: 'all images', kind: 'overall' }, () => true)
  const [group] = groups
  if (group) {
    const isRare = rareIn(run, trainSplit, group)
    const name = `rare groups (${group.column})`
    add(
      { ...nothing, name, kind: 'group', column: group.column },
      (row) => withDirection.includes(labels[row] ?? -1) && isRare(row),
    )
  }
  add({ ...nothing, name: 'flagged images', kind: 'flagged' }, (row) => flagged[row] === 1)
  const near = new Set(captions.flatMap(({ rows }) => rows))
  add({ ...nothing, name: 'nearest the hard captions', kind: 'caption' }, (row) => near.has(row))

  for (const label of withDirection) {
    const own = { ...nothing, class: nameOf(label) }
    add(
      { ...own, name: `flagged ${own.class}`, kind: 'flagged' },
      (row) => labels[row] === label && flagged[row] === 1,
    )
  }
  for (const { class: name, caption, rows } of captions) {
    const own = new Set(rows)
    const measure = { name: `nearest "${caption}" (${name})`, kind: 'caption' as const }
    add({ ...measure, class: name, column: null, value: caption }, (row) => own.has(row))
  }
  for (const { column, values, codes } of groups) {
    values.forEach((value, code) => {
      const group = { kind: 'group' as const, column, value }
      add({ ...group, class: null, name: `${column} = ${value}` }, (row) => codes[row] === code)
      for (const label of withDirection) {
        const name = `${nameOf(label)}, ${column} = ${value}`
        add(
          { ...group, class: nameOf(label), name },
          (row) => labels[row] === label && codes[row] === code,
        )
      }
    })
  }
  classes.forEach((name, label) => {
    add(
      { ...nothing, class: name, name: `class ${name}`, kind: 'class' },
      (row) => labels[row] === label,
    )
  })
  return measures
}

/** Whether an example of any split belongs to a group that is rare in its class in the training split. */
export function rareIn(run: Run, split: string, group: KnownGroup): (row: number) => boolean {
  const { labels, splits, classes } = run.examples
  const own = labels.map((label, row) => (splits[row] === split ? label : -1))
  const marks = rareGroupMarks(group.codes, own)
  const key = (row: number) => (group.codes[row] ?? -1) * classes.length + (labels[row] ?? -1)
  const seen = new Set<number>()
  const rare = new Set<number>()
  marks.forEach((mark, row) => {
    if (mark >= 0) seen.add(key(row))
    if (mark === 1) rare.add(key(row))
  })
  const inTrain = new Set(own)
  // A group that training never saw in this class is as rare as can be.
  return (row) =>
    (labels[row] ?? -1) >= 0 &&
    (group.codes[row] ?? -1) >= 0 &&
    inTrain.has(labels[row] ?? -1) &&
    (rare.has(key(row)) || !seen.has(key(row)))
}
