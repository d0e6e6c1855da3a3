import { matrixRow } from '../../core/vectors/matrix.ts'
import { firstFew } from '../../io/files/first-few.ts'
import { DataError } from '../../run/errors.ts'
import type { Run } from '../run-folder/open-run.ts'
import type { Originals } from '../run-folder/originals.ts'
import { metadataOf } from './exported-examples.ts'
import { exampleKey } from './image-files.ts'
import type { Review } from './review.ts'

/** Every example of a run as the next one is to have it. */
export interface ReviewedExample {
  id: string
  file_name: string | undefined
  split: string
  label: string | undefined
  prediction: string | undefined
  /** Of the label, also where that is a new one, if the probabilities are known. */
  confidence: number | undefined
  /** Of each class, where the dataset has them. */
  probabilities: number[] | undefined
  /** unreviewed: nobody looked. */
  review: 'relabelled' | 'kept' | 'unreviewed' | 'disagreed'
  metadata: Record<string, string | number | boolean | null>
}

export interface ImportedLabels {
  /** In the order of the run, dropped ones left out. */
  examples: ReviewedExample[]
  /** Row of the run of each of them. */
  rows: number[]
  relabelled: number
  /** Relabelled ones whose new label is what the model says. */
  right: number
  kept: number
  dropped: number
  /** People said different things: the label stays. */
  disagreed: number
  unreviewed: number
}

/**
 * Puts what people said to the examples of the run that was exported.
 *
 * @param originals - The dataset of the run, for the probabilities; without, the confidence of a new label is unknown.
 * @throws DataError if a review names an example or a class that the run does not have: the file is of another run.
 */
export function importLabels(
  run: Run,
  reviews: readonly Review[],
  originals?: Originals,
): ImportedLabels {
  const { examples } = run
  const { ids, classes } = examples
  const said = sayings(ids, classes, reviews)
  const counts = { relabelled: 0, right: 0, kept: 0, dropped: 0, disagreed: 0, unreviewed: 0 }
  const probabilitiesOf = originals ? probabilityReader(originals, classes) : () => undefined
  const reviewed: ReviewedExample[] = []
  const rows: number[] = []
  for (const [row, id] of ids.entries()) {
    const known = classes[examples.labels[row] ?? -1]
    const own = said.get(row) ?? []
    const distinct = new Set(own.map((each) => (each.isDropped ? null : (each.label ?? known))))
    const [first] = distinct
    const outcome =
      own.length === 0
        ? 'unreviewed'
        : distinct.size > 1
          ? 'disagreed'
          : first === null
            ? 'dropped'
            : first === known
              ? 'kept'
              : 'relabelled'
    counts[outcome] += 1
    if (outcome === 'dropped') continue
    const isNew = outcome === 'relabelled'
    const label = isNew ? (first ?? undefined) : known
    const prediction = classes[examples.predictions[row] ?? -1]
    if (isNew && label === prediction) counts.right += 1
    const probabilities = probabilitiesOf(id)
    const confidence = isNew
      ? (probabilities?.[classes.indexOf(label ?? '')] ?? Number.NaN)
      : (examples.confidence[row] ?? Number.NaN)
    rows.push(row)
    reviewed.push({
      id,
      file_name: examples.images[row],
      split: examples.splits[row] ?? '',
      label,
      prediction,
      confidence: Number.isNaN(confidence) ? undefined : confidence,
      probabilities,
      review: outcome,
      metadata: metadataOf(run, row),
    })
  }
  return { examples: reviewed, rows, ...counts }
}

/** The probabilities of an example by its id, in the order of the run's classes; undefined where they are not known. */
function probabilityReader({ dataset, rowOf }: Originals, classes: readonly string[]) {
  const { probabilities } = dataset
  const isSame = classes.every((name, c) => name === dataset.classes[c])
  if (probabilities === undefined || !isSame || probabilities.cols !== classes.length)
    return () => undefined
  return (id: string) => {
    const row = rowOf.get(id)
    const own = row === undefined ? [] : Array.from(matrixRow(probabilities, row))
    return own.length === 0 || own.some(Number.isNaN) ? undefined : own
  }
}

/** Reviews by row. */
function sayings(ids: readonly string[], classes: readonly string[], reviews: readonly Review[]) {
  const rowOf = new Map<string, number>()
  // An id goes before a key, and a key before what the guard of a CSV made of an id.
  for (const [row, id] of ids.entries()) rowOf.set(`'${id}`, row)
  for (const [row, id] of ids.entries()) rowOf.set(exampleKey({ row, id }), row)
  for (const [row, id] of ids.entries()) rowOf.set(id, row)
  const known = new Set(classes)
  const strangers = reviews.filter(({ example }) => !rowOf.has(example))
  if (strangers.length > 0) {
    const few = firstFew(strangers.map(({ example }) => example.slice(0, 80)))
    throw new DataError(
      `Cannot import labels: ${strangers.length} of ${reviews.length} examples are not in the run: ${few}`,
      { hint: 'name the run that was exported with --run' },
    )
  }
  const odd = new Set(reviews.flatMap(({ label }) => (label && !known.has(label) ? [label] : [])))
  if (odd.size > 0) {
    const few = firstFew([...odd].map((label) => label.slice(0, 80)))
    throw new DataError(
      `Cannot import labels: ${few}, expected classes of the run: ${firstFew([...classes])}`,
    )
  }
  const said = new Map<number, Review[]>()
  for (const review of reviews) {
    const row = rowOf.get(review.example) ?? -1
    said.set(row, [...(said.get(row) ?? []), review])
  }
  return said
}
