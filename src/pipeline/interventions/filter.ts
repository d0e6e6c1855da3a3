import { selectHardest } from '../../core/repair/select-hardest.ts'
import { DataError } from '../../run/errors.ts'
import { RUN_FILES } from '../../run/files.ts'
import type { InterventionManifest } from '../../run/interventions-file.ts'
import type { Run } from '../run-folder/open-run.ts'
import { captionCosines, captionTargets, type RunWords } from './caption-targets.ts'
import { rowsIn } from './choose-pool.ts'
import { groupCounts } from './group-counts.ts'
import { groupOf } from './known-group.ts'
import { selectionFiles, type Undefinable } from './select.ts'
import { writeIntervention } from './write-intervention.ts'

/** margin: nearer to the hard caption than to the reference; nearest: nearest to the hard caption. */
export type FilterRule = 'margin' | 'nearest'

interface FilterSettings {
  /** @default 'margin' */
  rule: FilterRule
  /** Most images of each class. @default 100 */
  perClass: number
  /** Which class of an image must be the caption's. @default 'label' */
  classBy: 'label' | 'prediction'
  /** @default 'pool' */
  split: string
}

export interface FilterOptions extends Undefinable<FilterSettings> {
  group?: string | undefined
  name?: string | undefined
}

export interface Filtered {
  rows: Int32Array
  available: Int32Array
  classes: Int32Array
  /** Minus the cosine (nearest), or reference minus hard cosine (margin), float64[n]; NaN = not kept. */
  scores: Float64Array
}

/**
 * Pool images nearest the hard caption of their class.
 *
 *     nearest:  largest cos(image, hard)
 *     margin:   largest cos(image, hard) - cos(image, reference), kept only where that is above 0
 *
 * The best caption on the hard side of the class's first direction counts.
 */
export async function filterPool(
  run: Run,
  { rows: captions, reference, textVectors }: RunWords,
  options: FilterSettings,
): Promise<Filtered> {
  const { rule, classBy, split, perClass } = options
  const { labels, predictions, classes: names } = run.examples
  const pool = rowsIn(run, split)
  const source = classBy === 'label' ? labels : predictions
  const classes = new Int32Array(labels.length).fill(-1)
  for (const row of pool) classes[row] = source[row] ?? -1
  const scores = new Float64Array(labels.length).fill(Number.NaN)
  const available: number[] = []
  for (const { class: name, direction, hard } of captionTargets(captions, 1)) {
    const [caption] = hard
    if (direction !== 1 || caption === undefined) continue
    const label = names.indexOf(name)
    const rows = pool.filter((row) => classes[row] === label)
    const texts = await textVectors(rule === 'margin' ? [caption, reference(name)] : [caption])
    const [toHard, toReference] = await captionCosines(run, rows, texts)
    rows.forEach((row, i) => {
      const score = (toReference?.[i] ?? 0) - (toHard?.[i] ?? 0)
      if (rule === 'nearest' || score < 0) scores[row] = score
    })
    for (const row of rows) available.push(row)
  }
  const { rows } = selectHardest(
    scores,
    classes,
    names.map(() => perClass),
  )
  return { rows, available: Int32Array.from(available), classes, scores }
}

/** `faultline intervene RUN filter`: pool images that the hard captions describe. */
export async function writeFilter(
  run: Run,
  words: RunWords,
  options: FilterOptions = {},
): Promise<InterventionManifest> {
  const { rule = 'margin', perClass = 100, classBy = 'label', split = 'pool' } = options
  const settings = { rule, perClass, classBy, split }
  if (words.rows.length === 0) {
    throw new DataError('Cannot filter by captions: the run has none', {
      hint: 'name a caption set under "captions" in the config, then faultline caption RUN',
    })
  }
  const filtered = await filterPool(run, words, settings)
  const name = options.name ?? 'filter'
  const group = groupOf(run, options.group)
  const kept = filtered.scores.filter((score) => !Number.isNaN(score)).length
  return writeIntervention(run, {
    name,
    kind: 'filter',
    rule:
      rule === 'margin'
        ? 'pool images nearer to the hard caption of their class than to its reference caption'
        : 'pool images nearest the hard caption of their class',
    settings: { ...settings, group: group?.column ?? null, kept },
    seed: run.manifest.config.seed,
    counts: groupCounts(run, filtered.available, filtered.rows, group, {
      classOf: filtered.classes,
    }),
    inputs: [RUN_FILES.examples, RUN_FILES.embeddings, RUN_FILES.captions],
    warnings: filtered.rows.length === 0 ? ['no pool image is kept'] : [],
    files: await selectionFiles(run, name, filtered),
  })
}
