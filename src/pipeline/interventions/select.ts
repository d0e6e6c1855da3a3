import { csvText } from '../../run/csv-text.ts'
import type { Effects } from '../../run/effects.ts'
import { RUN_FILES } from '../../run/files.ts'
import type { InterventionManifest } from '../../run/interventions-file.ts'
import type { Run } from '../run-folder/open-run.ts'
import { type ChooseOptions, type Chosen, choosePool, type SelectBy } from './choose-pool.ts'
import { contactSheet } from './contact-sheet.ts'
import { groupCounts } from './group-counts.ts'
import { selectionHowTo } from './how-to.ts'
import { groupOf } from './known-group.ts'
import { type OutputFile, writeIntervention } from './write-intervention.ts'

export interface SelectOptions extends Undefinable<ChooseOptions> {
  /** Metadata column for the counts. @default the first of the config's groups */
  group?: string | undefined
  /** Folder under `interventions/`. @default select-BY */
  name?: string | undefined
}

/** Each key may be left out, or be there and say nothing. */
export type Undefinable<T> = { [K in keyof T]?: T[K] | undefined }

const RULES: Record<SelectBy, string> = {
  direction: 'the lowest decision values of each class',
  confidence: 'the lowest confidence of each class (a baseline)',
  random: 'images of each class at random (a baseline)',
}

/** `faultline intervene RUN select`: pool images to label and to add to the training data. */
export async function writeSelection(
  run: Run,
  options: SelectOptions = {},
  effects: Effects = {},
): Promise<InterventionManifest> {
  const settings: ChooseOptions = {
    by: options.by ?? 'direction',
    classBy: options.classBy ?? 'label',
    split: options.split ?? 'pool',
    classes: options.classes,
    budget: options.budget ?? { perClass: 100 },
    duplicates: options.duplicates ?? 0.95,
    seed: options.seed ?? run.manifest.config.seed,
  }
  const chosen = await choosePool(run, settings, effects)
  const name = options.name ?? `select-${settings.by}`
  const group = groupOf(run, options.group)
  const { budget, classes, seed, ...rest } = settings
  return writeIntervention(run, {
    name,
    kind: 'select',
    rule: `${RULES[settings.by]}, of split ${settings.split}, class by ${settings.classBy}`,
    settings: {
      ...rest,
      ...budget,
      classes: classes?.join(',') ?? null,
      group: group?.column ?? null,
    },
    seed,
    counts: groupCounts(run, chosen.available, chosen.rows, group, { classOf: chosen.classes }),
    inputs: [RUN_FILES.examples, RUN_FILES.directions, RUN_FILES.normals, RUN_FILES.embeddings],
    warnings:
      chosen.skipped > 0 ? [`${chosen.skipped} near-duplicates of harder images skipped`] : [],
    files: await selectionFiles(run, name, chosen),
  })
}

/** `selection.csv`, the contact sheet and the how-to: what `select` and `filter` both write. */
export async function selectionFiles(
  run: Run,
  name: string,
  chosen: Pick<Chosen, 'rows' | 'classes' | 'scores'>,
): Promise<OutputFile[]> {
  const { ids, images, labels, classes } = run.examples
  const rows = [...chosen.rows]
  const csv = csvText(
    ['id', 'row', 'image', 'class', 'label', 'score'],
    rows.map((row) => [
      ids[row],
      row,
      images[row],
      classes[chosen.classes[row] ?? -1],
      classes[labels[row] ?? -1],
      chosen.scores[row],
    ]),
  )
  const sections = classes.flatMap((title, label) => {
    const own = rows.filter((row) => chosen.classes[row] === label)
    return own.length > 0 ? [{ title, rows: own }] : []
  })
  const sheet = await contactSheet(run, sections)
  return [
    {
      file: 'selection.csv',
      about: 'Chosen images, class by class, first choice first',
      content: csv,
    },
    ...(sheet ? [{ file: 'sheet.png', about: 'Contact sheet of them', content: sheet }] : []),
    { file: 'HOW-TO.md', about: 'How to train with it', content: selectionHowTo(name) },
  ]
}
