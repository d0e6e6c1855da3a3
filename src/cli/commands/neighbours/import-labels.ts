import { extname, relative, resolve } from 'node:path'
import { firstFew } from '../../../io/files/first-few.ts'
import { writeBytes, writeJson } from '../../../io/files/write-atomic.ts'
import {
  type ImportedLabels,
  importLabels,
  type ReviewedExample,
} from '../../../pipeline/export/import-labels.ts'
import { importedTable } from '../../../pipeline/export/imported-table.ts'
import { nextConfig } from '../../../pipeline/export/next-config.ts'
import { readReviews } from '../../../pipeline/export/read-reviews.ts'
import { openRun } from '../../../pipeline/run-folder/open-run.ts'
import { findOriginals } from '../../../pipeline/run-folder/originals.ts'
import type { Config } from '../../../run/config.ts'
import type { Effects } from '../../../run/effects.ts'
import { ConfigError } from '../../../run/errors.ts'
import { type Command, valued } from '../../arguments/command.ts'
import { stringFlag } from '../../arguments/flag-values.ts'
import { printable } from '../../terminal/printable.ts'

export const command: Command = {
  summary: 'Make a table for the next run from labels that come back from another tool',
  usage: 'import-labels FILE --run RUN --out TABLE.csv|TABLE.jsonl',
  flags: {
    run: valued('RUN', 'The run that was exported'),
    out: valued('FILE', 'The table, .csv or .jsonl', { short: 'o' }),
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
    const reviews = await readReviews(resolve(cwd, given))
    const originals = await (await findOriginals(run))?.()
    const { examples, rows, ...counts } = importLabels(run, reviews, originals)
    tellDoubts(examples, counts, run.manifest.config, effects)
    const file = resolve(cwd, out)
    const config = `${file.slice(0, -extension.length)}.json`
    const { classes } = run.examples
    await writeBytes(file, importedTable(examples, classes, extension === '.csv' ? 'csv' : 'jsonl'))
    await writeJson(config, await nextConfig(run, file, rows))
    if (json) stdout(`${JSON.stringify({ file, config, ...counts })}\n`)
    else {
      const { relabelled, right, dropped, kept, unreviewed } = counts
      const shown = (path: string) => printable(relative(cwd, path) || path)
      stdout(
        `${relabelled} relabelled, of which the model is right about ${right} now; ${dropped} dropped, ${kept} kept, ${unreviewed} not reviewed\n`,
      )
      stdout(
        `wrote ${shown(file)} and ${shown(config)}        next: faultline run ${shown(config)}\n`,
      )
    }
    return 0
  },
}

/** What the labels that came back leave open. */
function tellDoubts(
  examples: readonly ReviewedExample[],
  { disagreed }: Pick<ImportedLabels, 'disagreed'>,
  config: Config,
  effects: Effects,
): void {
  if (disagreed > 0) {
    const message = `${disagreed} examples were labelled differently by different people: their label stays`
    effects.onWarning?.({ code: 'labels-disagree', message })
  }
  const unsure = examples.filter(
    ({ review, confidence }) => review === 'relabelled' && confidence === undefined,
  )
  const hasOthers = examples.some(({ confidence }) => confidence !== undefined)
  if (unsure.length > 0 && hasOthers && config.classifier === undefined) {
    const labels = [...new Set(unsure.map(({ label }) => label ?? ''))]
    const message = `The model’s probability of ${unsure.length} new labels is not known: errors of ${firstFew(labels)} will count alike, not by how wrong they are; a dataset with the probabilities of all classes does not have this`
    effects.onWarning?.({ code: 'confidence-unknown', message })
  }
}
