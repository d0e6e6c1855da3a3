import { join, relative, resolve } from 'node:path'
import { writeReport } from '../../pipeline/show/report.ts'
import { RUN_FILES } from '../../run/files.ts'
import { type Command, valued } from '../arguments/command.ts'
import { numberFlag, stringFlag } from '../arguments/flag-values.ts'
import { onePath } from '../arguments/one-path.ts'
import { webFolder } from './web-folder.ts'

export const command: Command = {
  summary: 'Write a run as one HTML file that opens from disk and needs no network',
  usage: 'report RUN [--out FILE.html] [--megabytes N]',
  flags: {
    out: valued('FILE', 'Default: report.html in the run folder', { short: 'o' }),
    megabytes: valued('N', 'Greatest size; pictures that do not fit are left out. Default: 14'),
  },
  run: async (args, context) => {
    const folder = onePath(args, context.cwd, 'report')
    const out = resolve(context.cwd, stringFlag(args, 'out') ?? join(folder, RUN_FILES.report))
    const budget = 1e6 * (numberFlag(args, 'megabytes', { least: 1, most: 500 }) ?? 14)
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
