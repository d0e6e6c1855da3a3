import { join, relative, resolve } from 'node:path'
import { writeReport } from '../../pipeline/show/report.ts'
import { ConfigError } from '../../run/errors.ts'
import { RUN_FILES } from '../../run/files.ts'
import { type Command, stringFlag } from '../arguments/command.ts'
import { onePath } from '../arguments/one-path.ts'
import { webFolder } from './web-folder.ts'

export const command: Command = {
  summary: 'Write a run as one HTML file that opens from disk and needs no network',
  usage: 'report RUN [--out FILE.html] [--megabytes N]',
  flags: {
    out: {
      type: 'string',
      short: 'o',
      value: 'FILE',
      help: 'Default: report.html in the run folder',
    },
    megabytes: {
      type: 'string',
      value: 'N',
      help: 'Greatest size; pictures that do not fit are left out. Default: 14',
    },
  },
  run: async (args, context) => {
    const folder = onePath(args, context.cwd, 'report')
    const out = resolve(context.cwd, stringFlag(args, 'out') ?? join(folder, RUN_FILES.report))
    const budget = parseMegabytes(stringFlag(args, 'megabytes') ?? '14')
    const written = await writeReport(
      folder,
      out,
      { webFolder: webFolder(), budget },
      context.effects,
    )
    if (context.json) context.stdout(`${JSON.stringify(written)}\n`)
    else {
      const { size, pictures, examples } = written
      const megabytes = (size / 1e6).toFixed(1)
      context.stdout(`${relative(context.cwd, out) || out}\n`)
      context.stderr(
        `${megabytes} MB with pictures of ${pictures.toLocaleString('en')} of ${examples.toLocaleString('en')} images\n`,
      )
    }
    return 0
  },
}

function parseMegabytes(text: string): number {
  const value = Number(text)
  if (value >= 1 && value <= 500) return value * 1e6
  throw new ConfigError(`Cannot report: --megabytes is "${text}", expected a number from 1 to 500`)
}
