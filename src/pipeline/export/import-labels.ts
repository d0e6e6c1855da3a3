import { firstFew } from '../../io/files/first-few.ts'
import { DataError } from '../../run/errors.ts'
import type { Run } from '../run-folder/open-run.ts'
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
  /** Of the label; unknown where that is a new one. */
  confidence: number | undefined
  /** unreviewed: nobody looked. */
  review: 'relabelled' | 'kept' | 'unreviewed' | 'disagreed'
  metadata: Record<string, string | number | boolean | null>
}

export interface ImportedLabels {
  /** In the order of the run, dropped ones left out. */
  examples: ReviewedExample[]
  relabelled: number
  kept: number
  dropped: number
  /** People said different things: the label stays. */
  disagreed: number
  unreviewed: number
}

/**
 * Puts what people said to the examples of the run that was exported.
 *
 * @throws DataError if a review names an example or a class that the run does not have: the file is of another run.
 */
export function importLabels(run: Run, reviews: readonly Review[]): ImportedLabels {
  const { examples } = run
  const { ids, classes } = examples
  const said = sayings(ids, classes, reviews)
  const counts = { relabelled: 0, kept: 0, dropped: 0, disagreed: 0, unreviewed: 0 }
  const rows: ReviewedExample[] = []
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
    const confidence = examples.confidence[row] ?? Number.NaN
    rows.push({
      id,
      file_name: examples.images[row],
      split: examples.splits[row] ?? '',
      label: outcome === 'relabelled' ? (first ?? undefined) : known,
      prediction: classes[examples.predictions[row] ?? -1],
      confidence: outcome === 'relabelled' || Number.isNaN(confidence) ? undefined : confidence,
      review: outcome,
      metadata: metadataOf(run, row),
    })
  }
  return { examples: rows, ...counts }
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
