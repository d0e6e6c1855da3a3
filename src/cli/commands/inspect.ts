import { resolve } from 'node:path'
import type { Fidelity } from '../../pipeline/embed/fidelity.ts'
import { inspectConfig, type Plan } from '../../pipeline/run/inspect.ts'
import { loadConfig } from '../../pipeline/run-folder/load-config.ts'
import { ConfigError } from '../../run/errors.ts'
import { type Command, valued } from '../arguments/command.ts'
import { stringFlags } from '../arguments/flag-values.ts'
import { outcomesText } from '../terminal/outcomes.ts'
import { duration } from '../terminal/progress-line.ts'
import { right, textTable } from '../terminal/text-table.ts'
import { CONFIG_FILE } from './init.ts'

export const command: Command = {
  summary: 'Check a config against its data, print the plan and what it will cost, do nothing',
  usage: 'inspect [CONFIG.json] [--fidelity] [--set path=value]...',
  flags: {
    set: valued('path=value', 'Change a key of the config', { multiple: true }),
    fidelity: {
      type: 'boolean',
      help: 'Compare a quantised encoder with the same in fp32, on 100 images',
    },
  },
  run: async (args, context) => {
    const [file = CONFIG_FILE, ...more] = args.positionals
    if (more.length > 0) {
      throw new ConfigError(
        `Cannot inspect: ${args.positionals.length} paths, expected one config file`,
      )
    }
    const { config, baseFolder } = await loadConfig(
      resolve(context.cwd, file),
      stringFlags(args, 'set'),
    )
    const plan = await inspectConfig(config, baseFolder, context.effects, {
      fidelity: Boolean(args.values['fidelity']),
    })
    for (const warning of plan.warnings) context.effects.onWarning?.(warning)
    context.answer(plan, planText(plan, context.width))
    return 0
  },
}

const fidelityText = ({ dtype, images, cosine, neighbours }: Fidelity) =>
  `fidelity  ${dtype} against fp32 on ${images} images: cosine ${cosine.median.toFixed(4)} (median), ${cosine.lowest.toFixed(4)} (lowest); ${(100 * neighbours).toFixed(0)} % of the ten nearest images are the same`

function planText(plan: Plan, width: number): string {
  const { vectors, encodeSeconds } = plan
  const splits = Object.entries(plan.splits).map(
    ([name, count]) => `${name} ${count.toLocaleString('en')}`,
  )
  const facts = [
    `${plan.name}, ${plan.profile} profile: ${plan.examples.toLocaleString('en')} examples of ${plan.classes.length} classes`,
    ...(plan.outcomes ? [outcomesText(plan.outcomes).trimEnd()] : []),
    ...plan.outputs,
    `splits    ${splits.join(', ')}`,
    `vectors   ${vectors.from}, ${vectors.dimensions} dimensions, ${megabytes(vectors.bytes)} on disk`,
    `encoding  ${encodeSeconds === null ? 'none' : `about ${duration(encodeSeconds)}`}`,
    ...(plan.fidelity ? [fidelityText(plan.fidelity)] : []),
    `metadata  ${plan.metadata.join(', ') || 'none'}`,
  ]
  const table = textTable(
    plan.fit,
    [
      { title: 'class', flexible: true, cell: (row) => row.class },
      right('examples to fit', (row) => row.examples.toLocaleString('en')),
      right('errors', (row) => row.errors?.toLocaleString('en') ?? 'not yet known'),
    ],
    width,
  )
  return `${facts.join('\n')}\n\n${table}\n`
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`
