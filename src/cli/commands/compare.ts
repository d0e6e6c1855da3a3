import { resolve } from 'node:path'
import { isFolder } from '../../io/files/is-folder.ts'
import { compareRuns } from '../../pipeline/guard/compare-runs.ts'
import { readFailureModes } from '../../pipeline/guard/failure-modes.ts'
import { keepComparison } from '../../pipeline/guard/keep-comparison.ts'
import { openRun } from '../../pipeline/run-folder/open-run.ts'
import { ConfigError } from '../../run/errors.ts'
import { type Arguments, type Command, valued } from '../arguments/command.ts'
import { numberFlag } from '../arguments/flag-values.ts'
import { comparisonText } from '../formats/comparison-text.ts'

/** How strictly two models are compared. */
export const JUDGE_FLAGS = {
  margin: valued('X', 'Rise of a mode’s error rate that counts as safe. Default: 0.02'),
  alpha: valued('X', 'Chance of any false alarm. Default: 0.05'),
}

export const judgeOptions = (args: Arguments) => ({
  margin: numberFlag(args, 'margin', { least: 0, most: 1 }),
  alpha: numberFlag(args, 'alpha', { least: 1e-9, most: 0.5 }),
})

export const command: Command = {
  summary: 'What got better and what got worse from one model to another',
  usage: 'compare OLD NEW [--margin 0.02] [--alpha 0.05] [--keep]',
  flags: {
    ...JUDGE_FLAGS,
    keep: { type: 'boolean', help: 'Keep the comparison in NEW, where the explorer shows it' },
  },
  run: async (args, context) => {
    const [old, now, ...more] = args.positionals
    if (old === undefined || now === undefined || more.length > 0) {
      throw new ConfigError(`Cannot compare: ${args.positionals.length} paths, expected two`, {
        hint: 'faultline compare OLD NEW: two run folders, or a file of failure modes and a run folder',
      })
    }
    const path = resolve(context.cwd, old)
    const before = (await isFolder(path)) ? await openRun(path) : await readFailureModes(path)
    const after = await openRun(resolve(context.cwd, now))
    const file = await compareRuns(before, after, judgeOptions(args), context.effects)
    if (args.values['keep']) await keepComparison(after, file)
    context.answer(file, comparisonText(file, context.width))
    return 0
  },
}
