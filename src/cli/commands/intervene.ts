import { join, resolve } from 'node:path'
import { writeDecode } from '../../pipeline/interventions/decode.ts'
import { writeFilter } from '../../pipeline/interventions/filter.ts'
import { writePrompts } from '../../pipeline/interventions/prompts.ts'
import { runWords } from '../../pipeline/interventions/run-captions.ts'
import { writeSelection } from '../../pipeline/interventions/select.ts'
import {
  WEIGHT_RULES,
  type WeightRule,
  writeWeights,
} from '../../pipeline/interventions/weights.ts'
import { holdRun } from '../../pipeline/run-folder/hold-run.ts'
import { openRun, type Run } from '../../pipeline/run-folder/open-run.ts'
import { ConfigError } from '../../run/errors.ts'
import { RUN_FILES } from '../../run/files.ts'
import {
  INTERVENTION_KINDS,
  type InterventionKind,
  type InterventionManifest,
} from '../../run/interventions-file.ts'
import {
  type Arguments,
  type CliContext,
  type Command,
  type Flag,
  valued,
} from '../arguments/command.ts'
import {
  choiceFlag,
  listFlag,
  numberFlag,
  parseNumber,
  stringFlag,
} from '../arguments/flag-values.ts'
import { printable } from '../terminal/printable.ts'
import { type Column, right, textTable } from '../terminal/text-table.ts'
import { GENERATE_FLAGS, generate } from './intervene-generate.ts'
import { tellOlder } from './tell-older.ts'

const flag = (value: string, help: string, ...kinds: InterventionKind[]) => ({
  ...valued(value, help),
  kinds,
})

/** Flags with the kinds that take them. */
const FLAGS: Record<string, Flag & { kinds: readonly InterventionKind[] }> = {
  rule: flag(
    'RULE',
    `weights: ${Object.keys(WEIGHT_RULES).join(', ')}; filter: margin, nearest`,
    'weights',
    'filter',
  ),
  by: flag('HOW', 'select: direction, confidence or random', 'select'),
  'class-by': flag(
    'HOW',
    'Class of a pool image: label, prediction, or encoder (label-free)',
    'select',
    'filter',
  ),
  'per-class': flag('K', 'Images a class. Default: 100', 'select', 'filter', 'prompts'),
  total: flag('N', 'Images in all, spread over the classes', 'select'),
  classes: flag('A,B', 'Classes. Default: those with a direction', 'select', 'decode'),
  duplicates: flag(
    'COSINE',
    'Pass over images nearer to each other than this. Default: 0.95',
    'select',
  ),
  split: flag(
    'NAME',
    'weights: the training split; else the pool (decode: the images shown)',
    'weights',
    'select',
    'filter',
    'decode',
  ),
  group: flag(
    'COLUMN',
    'Known group, for oracles and counts. Default: the first of the config',
    'weights',
    'select',
    'filter',
  ),
  captions: flag('M', 'Captions of each side. Default: 1', 'prompts'),
  negative: flag('TEXT', 'What no image should show', 'prompts'),
  alphas: flag('A,B', 'Shares of the way. Default: 0,0.1,0.2,0.3,0.4,0.5', 'decode'),
  nearest: flag('N', 'Real images shown for each point. Default: 8', 'decode'),
  reference: flag('TEXT', 'Reference caption, {class} for the class. Default: the run’s', 'decode'),
  seed: flag('N', 'Default: the run’s', 'select', 'generate'),
  ...GENERATE_FLAGS,
  name: { ...valued('NAME', 'Folder under interventions/'), kinds: INTERVENTION_KINDS },
}

export const command: Command = {
  summary: 'Write what a training script needs to repair the failure modes',
  usage: `intervene RUN ${INTERVENTION_KINDS.join('|')} [flags]`,
  flags: Object.fromEntries(
    Object.entries(FLAGS).map(([name, { kinds, ...flag }]) => [
      name,
      {
        ...flag,
        help: `${flag.help} (${kinds === INTERVENTION_KINDS ? 'all' : kinds.join(', ')})`,
      },
    ]),
  ),
  run: async (args, context) => {
    const kind = kindOf(args)
    checkFlags(args, kind)
    const run = await openRun(resolve(context.cwd, args.positionals[0] ?? ''))
    const manifest = await holdRun(run, () => write(run, kind, args, context))
    if (manifest) report(run, manifest, context)
    await tellOlder(run, context)
    return 0
  },
}

function kindOf({ positionals }: Arguments): InterventionKind {
  const [, given] = positionals
  const kind = INTERVENTION_KINDS.find((name) => name === given)
  if (kind && positionals.length === 2) return kind
  throw new ConfigError(
    given === undefined || kind
      ? `Cannot intervene: ${positionals.length} words, expected a run folder and a kind`
      : `Cannot intervene by "${given}": no such kind`,
    { hint: `faultline intervene RUN ${INTERVENTION_KINDS.join('|')}` },
  )
}

function checkFlags(args: Arguments, kind: InterventionKind): void {
  const wrong = Object.entries(FLAGS).find(
    ([name, { kinds }]) => args.values[name] !== undefined && !kinds.includes(kind),
  )
  if (wrong) {
    throw new ConfigError(
      `Cannot use --${wrong[0]} with ${kind}: it is for ${wrong[1].kinds.join(', ')}`,
    )
  }
}

/** @returns undefined if only a plan was asked for. */
async function write(
  run: Run,
  kind: InterventionKind,
  args: Arguments,
  context: CliContext,
): Promise<InterventionManifest | undefined> {
  const name = stringFlag(args, 'name')
  const group = stringFlag(args, 'group')
  const split = stringFlag(args, 'split')
  const perClass = numberFlag(args, 'per-class', { least: 1, whole: true })
  const words = () => runWords(run, resolve(run.folder, run.manifest.base), context.effects)
  switch (kind) {
    case 'weights': {
      const rules = Object.keys(WEIGHT_RULES) as WeightRule[]
      const rule = choiceFlag(args, 'rule', rules)
      return writeWeights(run, { rule, split, group, name })
    }
    case 'select': {
      const total = numberFlag(args, 'total', { least: 1, whole: true })
      if (total !== undefined && perClass !== undefined) {
        throw new ConfigError('Cannot use both --total and --per-class: expected one budget')
      }
      const options = {
        by: choiceFlag(args, 'by', ['direction', 'confidence', 'random']),
        classBy: choiceFlag(args, 'class-by', ['label', 'prediction', 'encoder']),
        classes: listFlag(args, 'classes'),
        budget: total === undefined ? { perClass: perClass ?? 100 } : { total },
        duplicates: numberFlag(args, 'duplicates', { least: -1, most: 1 }),
        seed: numberFlag(args, 'seed', { least: 0, whole: true }),
      }
      return writeSelection(run, { ...options, split, group, name }, context.effects)
    }
    case 'filter': {
      const rule = choiceFlag(args, 'rule', ['margin', 'nearest'])
      const classBy = choiceFlag(args, 'class-by', ['label', 'prediction'])
      const options = { rule, perClass, classBy, split, group, name }
      return writeFilter(run, await words(), options)
    }
    case 'prompts': {
      const captions = numberFlag(args, 'captions', { least: 1, whole: true })
      const negative = stringFlag(args, 'negative')
      return writePrompts(run, await words(), { captions, perClass, negative, name })
    }
    case 'decode': {
      const template = stringFlag(args, 'reference')
      const given = template && { reference: (c: string) => template.replaceAll('{class}', c) }
      return writeDecode(
        run,
        { ...(await words()), ...given },
        {
          classes: listFlag(args, 'classes'),
          alphas: listFlag(args, 'alphas')?.map((a) =>
            parseNumber(a, '--alphas', { least: 0, most: 1 }),
          ),
          nearest: numberFlag(args, 'nearest', { least: 1, whole: true }),
          split,
          name,
        },
      )
    }
    case 'generate':
      return generate(run, args, context)
  }
}

function report(run: Run, manifest: InterventionManifest, { answer, width }: CliContext) {
  const columns: Column<InterventionManifest['counts'][number]>[] = [
    { title: 'class', flexible: true, cell: (c) => c.class },
    { title: 'group', cell: (c) => (c.column === null ? '' : `${c.column} = ${c.value}`) },
    right('available', (c) => String(c.available)),
    right('chosen', (c) => String(c.chosen)),
    right('mean weight', (c) => c.meanWeight?.toFixed(3) ?? ''),
  ]
  const shown = manifest.kind === 'weights' ? columns : columns.slice(0, 4)
  const warnings = manifest.warnings.map((warning) => `${printable(warning)}\n`).join('')
  const folder = join(run.folder, RUN_FILES.interventions, manifest.name)
  const table = textTable(manifest.counts, shown, width)
  answer(manifest, `${manifest.rule}\n\n${table}\n\n${warnings}${folder}\n`)
}
