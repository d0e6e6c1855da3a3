import { basename, resolve } from 'node:path'
import { holdRun } from '../../pipeline/run-folder/hold-run.ts'
import { openRun } from '../../pipeline/run-folder/open-run.ts'
import { type ScoredImage, scoreImages } from '../../pipeline/show/score-images.ts'
import { writeScored } from '../../pipeline/show/write-scored.ts'
import { type Cell, csvText } from '../../run/csv-text.ts'
import type { CliContext, Command } from '../arguments/command.ts'
import { RUN_FLAGS, runSteps } from './run-steps.ts'

export const command: Command = {
  summary: 'Up to the decision values of all examples; or of new images, by a finished run',
  usage: 'score CONFIG.json|RUN [IMAGES] [--identity] [--out DIR] [--set path=value]...',
  flags: {
    ...RUN_FLAGS,
    identity: { type: 'boolean', help: 'Mark new images that no longer look like their class' },
  },
  run: (args, context) => {
    const [folder, images] = args.positionals
    return folder !== undefined && images !== undefined && args.positionals.length === 2
      ? scoreNewImages(folder, images, Boolean(args.values['identity']), context)
      : runSteps(args, context, 'score', 'score')
  },
}

async function scoreNewImages(
  folder: string,
  images: string,
  identity: boolean,
  context: CliContext,
): Promise<number> {
  const run = await openRun(resolve(context.cwd, folder))
  const path = resolve(context.cwd, images)
  const { scored, file } = await holdRun(run, async () => {
    const images = await scoreImages(run, path, { identity }, context.effects)
    const cells = images.map((image) => cellsOf(image, run.examples.classes))
    return { scored: images, file: await writeScored(run, basename(path), csvText(HEADER, cells)) }
  })
  if (context.json) {
    context.stdout(`${JSON.stringify({ file, images: scored }, null, 2)}\n`)
    return 0
  }
  const count = (holds: (image: ScoredImage) => boolean) => scored.filter(holds).length
  const unlike = count((image) => image.identity?.looksLikeClass === false)
  context.stdout(
    `${scored.length} images scored, ${count((image) => image.flagged === true)} of them flagged\n`,
  )
  if (identity) context.stdout(`${unlike} no longer look like their class: not to be trained on\n`)
  context.stdout(`${file}\n`)
  return 0
}

const HEADER = [
  'id',
  'label',
  'decision_value',
  'flagged',
  'looks_like_class',
  'own_cosine',
  'other_class',
  'other_cosine',
]

function cellsOf(
  { id, label, decisionValue, flagged, identity }: ScoredImage,
  classes: readonly string[],
): Cell[] {
  const { looksLikeClass, own, other, otherCosine } = identity ?? {}
  const otherClass = other === undefined ? undefined : classes[other]
  return [id, label, decisionValue, flagged, looksLikeClass, own, otherClass, otherCosine]
}
