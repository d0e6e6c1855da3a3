import { FIX_FOLDER, fixRun } from '../../pipeline/fix/fix.ts'
import { runWords } from '../../pipeline/interventions/run-captions.ts'
import { runLabels } from '../../pipeline/run/run-labels.ts'
import { openRun } from '../../pipeline/run-folder/open-run.ts'
import type { Config } from '../../run/config.ts'
import { ConfigError } from '../../run/errors.ts'
import type { FixFile } from '../../run/fix-file.ts'
import { targetMeasure } from '../../run/target-measure.ts'
import type { CliContext, Command } from '../arguments/command.ts'
import { printable } from '../terminal/printable.ts'
import { right, textTable } from '../terminal/text-table.ts'
import { locate, RUN_FLAGS } from './run-steps.ts'
import { tellOlder } from './tell-older.ts'

export const command: Command = {
  summary: 'Retrain with each intervention and its baselines, and say whether it helps',
  usage: 'fix CONFIG.json|RUN [--allow-command] [--out DIR] [--set fix.seeds=10]...',
  flags: {
    out: RUN_FLAGS.out,
    set: RUN_FLAGS.set,
    'allow-command': {
      type: 'boolean',
      help: 'Run the training command that a run folder names, unasked',
    },
  },
  run: async (args, context) => {
    const { config, baseFolder, folder, ofRun } = await locate(args, context, 'fix')
    if (ofRun && !args.values['allow-command']) await askForCommand(config.fix, context)
    const runs = await runLabels(config, { folder, baseFolder }, context.effects)
    const files: FixFile[] = []
    for (const { folder: runFolder } of runs) {
      const run = await openRun(runFolder)
      const options = {
        fix: config.fix,
        baseFolder,
        env: context.env,
        words: await runWords(run, baseFolder, context.effects),
        onLine: (line: string) => context.stderr(`${printable(line)}\n`),
      }
      const file = await fixRun(run, options, context.effects)
      files.push(file)
      await tellOlder(run, context)
      if (!context.json) context.stdout(`${report(file, context)}\n${runFolder}/${FIX_FOLDER}\n`)
    }
    if (context.json)
      context.stdout(`${JSON.stringify(files.length === 1 ? files[0] : files, null, 2)}\n`)
    const failed = files.some(({ arms }) => arms.some(({ seeds }) => seeds.some((s) => s.error)))
    return failed ? 1 : 0
  },
}

/**
 * A config file is the user's own; a run folder may come from anybody, and names a program.
 *
 * @throws ConfigError unless the user says yes to the command.
 */
async function askForCommand(fix: Config['fix'], { confirm, stderr }: CliContext): Promise<void> {
  if (!fix?.command || fix.trainer === 'probe') return
  const words = fix.command.run.map((word) => printable(JSON.stringify(word))).join(' ')
  stderr(`This run folder names a training command:\n  ${words}\n`)
  if (await confirm?.('Run it?')) return
  throw new ConfigError('Cannot fix: the training command of a run folder was not allowed', {
    hint: 'add --allow-command if you trust it, or name your own config file',
  })
}

/** What came out in sentences, and a line an arm on the images that it is for. */
function report(
  { summary, measures, arms, comparisons, alpha }: FixFile,
  { width }: CliContext,
): string {
  const target = targetMeasure(measures)
  const at = target ? measures.indexOf(target) : -1
  const gain = (arm: string, reference: string, measure = target?.name) => {
    const found = comparisons.find(
      (c) => c.arm === arm && c.reference === reference && c.measure === measure,
    )
    if (!found) return ''
    const sign = { gain: '▲', loss: '▼', 'no difference': ' ' }[found.verdict]
    return `${(100 * found.gain).toFixed(1)} ${sign}`
  }
  const table = textTable(
    arms,
    [
      { title: 'training', cell: ({ name }) => name },
      right('added', ({ added }) => String(added)),
      right('failed', ({ seeds }) => String(seeds.filter((s) => s.error).length || '')),
      right(`accuracy on ${target?.name}, %`, ({ accuracy }) =>
        ((accuracy[at] ?? Number.NaN) * 100).toFixed(1),
      ),
      right('over none', ({ name }) => gain(name, 'none')),
      right('over random', ({ name }) => gain(name, 'random')),
      right('over confidence', ({ name }) => gain(name, 'confidence')),
      right('all images, over none', ({ name }) => gain(name, 'none', 'all images')),
    ],
    width,
  )
  return `${summary.join('\n')}\n\n${table}\n\nPoints of accuracy; ▲ sure gain, ▼ sure loss: q < ${alpha} over all sets of images that the two were compared on\n`
}
