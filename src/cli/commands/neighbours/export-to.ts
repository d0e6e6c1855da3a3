import { readdir } from 'node:fs/promises'
import { basename, join, relative, resolve } from 'node:path'
import { firstFew } from '../../../io/files/first-few.ts'
import { readJson } from '../../../io/files/read-json.ts'
import { textAt } from '../../../io/tables/column.ts'
import { readTable } from '../../../io/tables/table.ts'
import type { CroissantAbout } from '../../../pipeline/export/croissant.ts'
import { exportedExamples } from '../../../pipeline/export/exported-examples.ts'
import { csvExport, jsonlExport } from '../../../pipeline/export/tables.ts'
import {
  HOW_TO,
  IMAGE_TOOLS,
  TABLE_TOOLS,
  writeFolder,
  writeTable,
} from '../../../pipeline/export/write-export.ts'
import type { Run } from '../../../pipeline/run-folder/open-run.ts'
import { ConfigError } from '../../../run/errors.ts'
import { type Arguments, type CliContext, type Flag, valued } from '../../arguments/command.ts'
import { choiceFlag, stringFlag } from '../../arguments/flag-values.ts'
import { printable } from '../../terminal/printable.ts'

export const EXPORT_TO_FLAGS: Record<string, Flag> = {
  to: valued(
    'TOOL',
    `Flagged images and suspected label errors: ${[...IMAGE_TOOLS, ...TABLE_TOOLS].join(', ')}`,
  ),
  all: { type: 'boolean', help: 'With --to: every example' },
  ids: valued('TABLE', 'With --to: the examples of its column id, such as a selection.csv'),
  'image-prefix': valued(
    'URL',
    'With label-studio: where the images are served. Default: its local files',
  ),
  about: valued('FILE.json', 'With croissant: description, license, url, creator, datePublished'),
}

/** `faultline export RUN --to TOOL`. */
export async function exportTo(run: Run, args: Arguments, context: CliContext): Promise<number> {
  const { cwd, stdout, json, effects } = context
  const tool = choiceFlag(args, 'to', [...IMAGE_TOOLS, ...TABLE_TOOLS])
  const ids = await idsOf(run, stringFlag(args, 'ids'), context)
  const examples = await exportedExamples(run, { all: Boolean(args.values['all']), ids })
  const out = stringFlag(args, 'out')
  const table = TABLE_TOOLS.find((name) => name === tool)
  const folderTool = IMAGE_TOOLS.find((name) => name === tool)
  if (folderTool !== undefined) {
    if (out === undefined) throw new ConfigError(`Cannot export to ${tool}: expected --out DIR`)
    const folder = resolve(cwd, out)
    await refuseFilled(folder, out)
    const prefix = stringFlag(args, 'image-prefix')
    const address = (file: string) =>
      prefix === undefined
        ? `/data/local-files/?d=${encodeURIComponent(basename(folder))}/images/${file}`
        : `${prefix.replace(/\/*$/, '/')}${file}`
    const written = await writeFolder(run, folderTool, examples, folder, address, effects)
    if (json) stdout(`${JSON.stringify({ folder, examples: written })}\n`)
    else {
      const shown = printable(relative(cwd, folder) || '.')
      stdout(`${shown}  ${written.toLocaleString('en')} images\n`)
      stdout(`next: ${HOW_TO[folderTool].replaceAll('DIR', shown)}\n`)
    }
    return 0
  }
  if (table === undefined) throw new ConfigError('Cannot export: no --to')
  if (out === undefined && table !== 'croissant') {
    if (table === 'csv') stdout(csvExport(examples))
    else for (const line of jsonlExport(run, examples)) stdout(line)
    return 0
  }
  const file = out === undefined ? join(run.folder, 'croissant.json') : resolve(cwd, out)
  const about = stringFlag(args, 'about')
  const known = about === undefined ? {} : await readJson(resolve(cwd, about))
  const count = table === 'croissant' ? run.examples.ids.length : examples.length
  await writeTable(run, table, examples, file, known as CroissantAbout, effects)
  stdout(
    json
      ? `${JSON.stringify({ file, examples: count })}\n`
      : `${printable(relative(cwd, file) || file)}  ${count.toLocaleString('en')} examples\n`,
  )
  return 0
}

/** An export never mixes with what is there. */
async function refuseFilled(folder: string, shown: string): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  if (names.length > 0) {
    throw new ConfigError(`Cannot export into "${shown}": it is not empty, expected a new folder`)
  }
}

/** The ids of a table; those that are no example of the run are told. */
async function idsOf(
  run: Run,
  file: string | undefined,
  { cwd, effects }: CliContext,
): Promise<Set<string> | undefined> {
  if (file === undefined) return undefined
  const table = await readTable(resolve(cwd, file), (name) => name === 'id')
  const column = await table.column('id')
  if (!column) throw new ConfigError(`Cannot export the examples of "${file}": no column id`)
  const ids = Array.from({ length: table.rows }, (_, row) => textAt(column, row))
  const wanted = new Set(ids.filter((id) => id !== undefined))
  const known = new Set(run.examples.ids)
  const unknown = [...wanted].filter((id) => !known.has(id))
  if (unknown.length > 0) {
    const message = `${unknown.length} of ${wanted.size} ids are no example of the run and are left out: ${firstFew(unknown)}`
    effects.onWarning?.({ code: 'unknown-ids', message, where: file })
  }
  return wanted
}
