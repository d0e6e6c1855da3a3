import { extname, relative, resolve } from 'node:path'
import { writeBytes } from '../../../io/files/write-atomic.ts'
import { importLabels } from '../../../pipeline/export/import-labels.ts'
import { importedTable } from '../../../pipeline/export/imported-table.ts'
import { readReviews } from '../../../pipeline/export/read-reviews.ts'
import { openRun } from '../../../pipeline/run-folder/open-run.ts'
import { ConfigError } from '../../../run/errors.ts'
import { type Command, stringFlag } from '../../arguments/command.ts'
import { printable } from '../../terminal/printable.ts'

export const command: Command = {
  summary: 'Make a table for the next run from labels that come back from another tool',
  usage: 'import-labels FILE --run RUN --out TABLE.csv|TABLE.jsonl',
  flags: {
    run: { type: 'string', value: 'RUN', help: 'The run that was exported' },
    out: { type: 'string', short: 'o', value: 'FILE', help: 'The table, .csv or .jsonl' },
  },
  run: async (args, { cwd, stdout, json, effects }) => {
    const [given, ...more] = args.positionals
    const folder = stringFlag(args, 'run')
    const out = stringFlag(args, 'out')
    if (given === undefined || more.length > 0 || folder === undefined || out === undefined) {
      throw new ConfigError('Cannot import labels: expected one file, --run RUN and --out FILE', {
        hint: 'the file is what Label Studio (JSON), CVAT (ImageNet 1.0), FiftyOne (labels.json) or a filled-in CSV export gave',
      })
    }
    const extension = extname(out).toLowerCase()
    if (extension !== '.csv' && extension !== '.jsonl') {
      throw new ConfigError(`Cannot import labels: --out "${out}", expected .csv or .jsonl`)
    }
    const run = await openRun(resolve(cwd, folder))
    const { examples, ...counts } = importLabels(run, await readReviews(resolve(cwd, given)))
    if (counts.disagreed > 0) {
      const message = `${counts.disagreed} examples were labelled differently by different people: their label stays`
      effects.onWarning?.({ code: 'labels-disagree', message })
    }
    const file = resolve(cwd, out)
    await writeBytes(file, importedTable(examples, extension === '.csv' ? 'csv' : 'jsonl'))
    if (json) stdout(`${JSON.stringify({ file, ...counts })}\n`)
    else {
      const { relabelled, dropped, kept, unreviewed } = counts
      stdout(
        `${relabelled} relabelled, ${dropped} dropped, ${kept} kept, ${unreviewed} not reviewed\n`,
      )
      stdout(`${printable(relative(cwd, file) || file)}\n`)
    }
    return 0
  },
}
