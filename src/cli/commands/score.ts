import { basename, extname, resolve } from 'node:path'
import { writeBytes } from '../../io/files/write-atomic.ts'
import { writeParquet } from '../../io/tables/write-parquet.ts'
import { holdRun } from '../../pipeline/run-folder/hold-run.ts'
import { openRun } from '../../pipeline/run-folder/open-run.ts'
import { scoreImages, thresholdOfRun } from '../../pipeline/show/score-images.ts'
import type { ScoredImage } from '../../pipeline/show/scored-image.ts'
import { writeScored } from '../../pipeline/show/write-scored.ts'
import { type Cell, csvText } from '../../run/csv-text.ts'
import { ConfigError } from '../../run/errors.ts'
import { type Arguments, type CliContext, type Command, valued } from '../arguments/command.ts'
import { numberFlag, refuseFlags, stringFlag } from '../arguments/flag-values.ts'
import { RUN_FLAGS, runSteps } from './run-steps.ts'

export const command: Command = {
  summary: 'Up to the decision values of all examples; or of new images, by a finished run',
  usage:
    'score CONFIG.json|RUN [--out DIR] [--set path=value]... | RUN IMAGES|TABLE|VECTORS [--out FILE.csv|.jsonl|.parquet] [--threshold=T|--precision P] [--identity]',
  flags: {
    ...RUN_FLAGS,
    threshold: valued(
      'T',
      'New images at or below this decision value are flagged, as --threshold=-0.2. Default: 0',
    ),
    precision: valued('P', 'The threshold at which this share of held-out images is wrong'),
    identity: { type: 'boolean', help: 'Mark new images that no longer look like their class' },
  },
  run: (args, context) => {
    const [folder, images] = args.positionals
    const isNew = folder !== undefined && images !== undefined && args.positionals.length === 2
    const hint =
      'faultline score CONFIG.json or RUN scores examples, faultline score RUN IMAGES new images'
    if (!isNew) {
      const ofNewImages = ['threshold', 'precision', 'identity']
      refuseFlags(args, ofNewImages, 'score examples: it is for new images', hint)
      return runSteps(args, context, 'score', 'score')
    }
    const ofExamples = ['set', 'strict', 'no-cache', 'workers']
    refuseFlags(args, ofExamples, 'score new images: it is for examples', hint)
    return scoreNewImages(folder, images, args, context)
  },
}

async function scoreNewImages(
  folder: string,
  images: string,
  args: Arguments,
  context: CliContext,
): Promise<number> {
  const { values } = args
  if (values['threshold'] !== undefined && values['precision'] !== undefined) {
    throw new ConfigError('Cannot use both --threshold and --precision: expected one of them')
  }
  const run = await openRun(resolve(context.cwd, folder))
  const path = resolve(context.cwd, images)
  const identity = Boolean(values['identity'])
  const precision = numberFlag(args, 'precision', { least: 0, most: 1 })
  const reached = precision === undefined ? undefined : thresholdOfRun(run, precision)
  const threshold =
    reached?.threshold ?? numberFlag(args, 'threshold', { least: Number.NEGATIVE_INFINITY }) ?? 0
  const out = stringFlag(args, 'out')
  const { scored, file } = await holdRun(run, async () => {
    const images = await scoreImages(run, path, { identity, threshold }, context.effects)
    const cells = images.map((image) =>
      COLUMNS.map(({ cell }) => cell(image, run.examples.classes)),
    )
    const file =
      out === undefined
        ? await writeScored(run, basename(path), csvText(HEADER, cells))
        : await writeRows(resolve(context.cwd, out), cells)
    return { scored: images, file }
  })
  const lines: string[] = []
  if (reached) {
    const [low, high] = reached.interval.map((end) => Math.round(100 * end))
    lines.push(
      `threshold ${threshold.toPrecision(3)}: ${Math.round(100 * reached.precision)} % [${low}, ${high}] of ${reached.rows} held-out images at or below it are wrong`,
    )
  }
  const count = (holds: (image: ScoredImage) => boolean) => scored.filter(holds).length
  const unreadable = count(({ reason }) => reason !== undefined)
  if (unreadable > 0) lines.push(`${unreadable} images could not be read: see column reason`)
  if (scored.some(({ scoredBy }) => scoredBy === 'every class')) {
    lines.push('no class is known: each vector is scored under every class, one row each')
  }
  const flagged = count((image) => image.flagged === true)
  lines.push(`${scored.length} images scored, ${flagged} of them flagged`)
  const unlike = count((image) => image.identity?.looksLikeClass === false)
  if (identity) lines.push(`${unlike} no longer look like their class: not to be trained on`)
  const answer = { file, threshold, ...(reached && { reached }), images: scored }
  context.answer(answer, `${[...lines, file].join('\n')}\n`)
  return 0
}

/** Rows in the format that the ending of the file tells. */
async function writeRows(path: string, rows: readonly Cell[][]): Promise<string> {
  const extension = extname(path).toLowerCase()
  if (extension === '.csv') await writeBytes(path, csvText(HEADER, rows))
  else if (extension === '.jsonl') {
    const lines = rows.map((row) =>
      JSON.stringify(Object.fromEntries(HEADER.map((name, i) => [name, known(row[i]) ?? null]))),
    )
    await writeBytes(path, `${lines.join('\n')}\n`)
  } else if (extension === '.parquet') {
    const columns = COLUMNS.map(({ name, type }, i) => ({
      name,
      type,
      data: rows.map((row) => known(row[i])),
    }))
    await writeParquet(path, columns)
  } else {
    throw new ConfigError(`Cannot write "${path}": expected a file .csv, .jsonl or .parquet`)
  }
  return path
}

const known = (cell: Cell) => (Number.isNaN(cell) ? undefined : cell)

interface ScoredColumn {
  name: string
  type: 'STRING' | 'DOUBLE' | 'BOOLEAN'
  cell: (image: ScoredImage, classes: readonly string[]) => Cell
}

const COLUMNS: readonly ScoredColumn[] = [
  { name: 'id', type: 'STRING', cell: ({ id }) => id },
  { name: 'label', type: 'STRING', cell: ({ label }) => label },
  { name: 'scored_by', type: 'STRING', cell: ({ scoredBy }) => scoredBy },
  { name: 'decision_value', type: 'DOUBLE', cell: ({ decisionValue }) => decisionValue },
  { name: 'flagged', type: 'BOOLEAN', cell: ({ flagged }) => flagged },
  { name: 'looks_like_class', type: 'BOOLEAN', cell: ({ identity }) => identity?.looksLikeClass },
  { name: 'own_cosine', type: 'DOUBLE', cell: ({ identity }) => identity?.own },
  {
    name: 'other_class',
    type: 'STRING',
    cell: ({ identity }, classes) => classes[identity?.other ?? -1],
  },
  { name: 'other_cosine', type: 'DOUBLE', cell: ({ identity }) => identity?.otherCosine },
  { name: 'reason', type: 'STRING', cell: ({ reason }) => reason },
]
const HEADER = COLUMNS.map(({ name }) => name)
