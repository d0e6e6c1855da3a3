import { cp, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readJson } from '../io/read-json.ts'
import { loadConfig } from '../pipeline/load-config.ts'
import { openRun } from '../pipeline/open-run.ts'
import { comparePlanted, type PlantedFinding, readPlanted } from '../pipeline/planted.ts'
import { run } from '../pipeline/run.ts'
import { captionsFileSchema } from '../run/captions-file.ts'
import { ConfigError } from '../run/errors.ts'
import { RUN_FILES } from '../run/files.ts'
import { type Command, stringFlag } from './command.ts'
import { summary } from './summary.ts'
import { type Column, textTable } from './text-table.ts'

/** Pictures, models and config that come with the package. */
const DEMO = fileURLToPath(new URL('../../demo', import.meta.url))
const PARTS = ['faultline.json', 'planted.json', 'LICENSES.md', 'data', 'models']

export const command: Command = {
  summary: 'The whole pipeline on bundled pictures, models and captions; offline',
  usage: 'demo [--out DIR] [--keep DIR]',
  flags: {
    out: { type: 'string', short: 'o', value: 'DIR', help: 'Run folder. Default: runs/demo' },
    keep: {
      type: 'string',
      value: 'DIR',
      help: 'Copy config, pictures and models there, to edit and rerun',
    },
  },
  run: async (args, context) => {
    if (args.positionals.length > 0) {
      throw new ConfigError(`Cannot run the demo: unexpected "${args.positionals[0]}"`)
    }
    const keep = stringFlag(args, 'keep')
    const source = keep === undefined ? DEMO : await copyDemo(resolve(context.cwd, keep))
    const folder = resolve(context.cwd, stringFlag(args, 'out') ?? join('runs', 'demo'))
    const { config, baseFolder } = await loadConfig(join(source, 'faultline.json'))
    await run(config, { folder, baseFolder }, context.effects)

    const opened = await openRun(folder)
    const captions = captionsFileSchema.parse(await readJson(join(folder, RUN_FILES.captionReport)))
    const findings = comparePlanted(
      opened,
      captions,
      await readPlanted(join(source, 'planted.json')),
    )
    if (context.json) {
      context.stdout(`${JSON.stringify({ folder, findings }, null, 2)}\n`)
      return 0
    }
    context.stdout(summary(opened.directions, context.width))
    context.stdout(`\nWhat was planted, and what was found on held-out pictures\n\n`)
    context.stdout(`${textTable(findings, COLUMNS, context.width)}\n\n`)
    context.stdout(`${folder}\n`)
    if (keep !== undefined)
      context.stdout(
        `Edit ${join(source, 'faultline.json')}, then: faultline run ${keep}/faultline.json\n`,
      )
    return 0
  },
}

async function copyDemo(target: string): Promise<string> {
  const isThere = await stat(target).then(
    () => true,
    () => false,
  )
  if (isThere) {
    throw new ConfigError(`Cannot keep the demo in "${target}": it exists, expected a new folder`)
  }
  for (const part of PARTS) await cp(join(DEMO, part), join(target, part), { recursive: true })
  return target
}

const percent = (value: number | undefined) =>
  value === undefined ? '-' : `${Math.round(100 * value)} %`

const COLUMNS: Column<PlantedFinding>[] = [
  { title: 'class', cell: (row) => row.class },
  { title: 'planted', cell: (row) => row.planted ?? 'nothing' },
  {
    title: 'found',
    cell: (row) => (row.state === 'ok' ? `yes, ${row.flagged} flagged` : 'nothing'),
  },
  { title: 'of those planted', align: 'right', cell: (row) => percent(row.purity) },
  { title: 'by confidence', align: 'right', cell: (row) => percent(row.confidencePurity) },
  { title: 'of planted flagged', align: 'right', cell: (row) => percent(row.recall) },
  { title: 'name', flexible: true, cell: (row) => row.name ?? '-' },
]
