import { cp } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isThere } from '../../io/files/is-folder.ts'
import { readJson } from '../../io/files/read-json.ts'
import { comparePlanted, type PlantedFinding, readPlanted } from '../../pipeline/run/planted.ts'
import { run } from '../../pipeline/run/run.ts'
import { loadConfig } from '../../pipeline/run-folder/load-config.ts'
import { openRun } from '../../pipeline/run-folder/open-run.ts'
import { writeReport } from '../../pipeline/show/report.ts'
import { captionsFileSchema } from '../../run/captions-file.ts'
import { ConfigError } from '../../run/errors.ts'
import { RUN_FILES } from '../../run/files.ts'
import { type Command, valued } from '../arguments/command.ts'
import { stringFlag } from '../arguments/flag-values.ts'
import { noPath } from '../arguments/one-path.ts'
import { programIn } from '../terminal/program.ts'
import { summary } from '../terminal/summary.ts'
import { type Column, right, textTable } from '../terminal/text-table.ts'
import { webFolder } from './web-folder.ts'

/** Pictures, models and config that come with the package. */
const DEMO = fileURLToPath(new URL('../../../demo', import.meta.url))
const PARTS = ['faultline.json', 'planted.json', 'LICENSES.md', 'data', 'models']

export const command: Command = {
  summary: 'The whole pipeline on bundled pictures, models and captions; offline',
  usage: 'demo [--out DIR] [--keep DIR]',
  flags: {
    out: valued('DIR', 'Run folder. Default: runs/demo', { short: 'o' }),
    keep: valued('DIR', 'Copy config, pictures and models there, to edit and rerun'),
  },
  run: async (args, context) => {
    noPath(args, 'run the demo')
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
    const report = join(folder, RUN_FILES.report)
    await writeReport(folder, report, { webFolder: webFolder() }, context.effects)
    const here = (path: string) => relative(context.cwd, path) || '.'
    const program = programIn(context.cwd)
    const configFile = here(join(source, 'faultline.json'))
    const lines = [
      summary(opened.directions, context.width),
      'What was planted, and what was found on held-out pictures',
      'purity: flagged pictures that are of the planted kind; beside it, of as many of the lowest confidence',
      'recall: pictures of the planted kind that are flagged\n',
      `${textTable(findings, COLUMNS, context.width)}\n`,
      `Look    open ${here(report)} in a browser, or: ${program} serve ${here(folder)}`,
      `Ask     ${program} caption ${here(folder)} --text "a dog at night"`,
      `Repair  ${program} fix ${configFile} --out ${here(folder)}`,
      ...(keep === undefined
        ? []
        : [`Yours   edit ${configFile}, then: ${program} run ${configFile}`]),
    ]
    context.answer({ folder, report, findings }, `${lines.join('\n')}\n`)
    return 0
  },
}

async function copyDemo(target: string): Promise<string> {
  if (await isThere(target)) {
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
    cell: (row) => (row.state === 'ok' ? `${row.flagged} flagged` : 'nothing'),
  },
  right('purity', (row) => percent(row.purity)),
  right('by confidence', (row) => percent(row.confidencePurity)),
  right('recall', (row) => percent(row.recall)),
  { title: 'name', flexible: true, cell: (row) => row.name ?? '-' },
]
