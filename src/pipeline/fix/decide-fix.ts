import { ConfigError } from '../../run/errors.ts'
import type { FixConfig } from '../../run/fix-config.ts'
import type { Run } from '../run-folder/open-run.ts'

/** The settings of `fix` with nothing left open. */
export interface DecidedFix extends FixConfig {
  trainer: 'probe' | 'command'
  perClass: number
  testSplit: string
}

/**
 * Fills in what depends on the run: the trainer, the test split and the budget.
 *
 * @throws ConfigError if one split plays two parts, or there is no command to run.
 */
export function decideFix(run: Run, fix: FixConfig): DecidedFix {
  const trainer = fix.trainer ?? (fix.command ? 'command' : 'probe')
  if (trainer === 'command' && !fix.command) {
    throw new ConfigError('Cannot train by command: fix.command is missing in the config')
  }
  const testSplit = fix.testSplit ?? run.manifest.config.method.heldOutSplit
  const parts = {
    'train on': fix.trainSplit,
    'choose from': fix.poolSplit,
    'judge by': testSplit,
    'fit directions on': run.directions.fitSplit,
  }
  for (const [part, split] of Object.entries(parts)) {
    const twice = Object.entries(parts).find(([other, name]) => other !== part && name === split)
    if (twice) {
      throw new ConfigError(
        `Cannot ${part} split "${split}": it is also the split to ${twice[0]}, expected different splits`,
        { hint: 'set fix.trainSplit, fix.poolSplit and fix.testSplit in the config' },
      )
    }
  }
  return { ...fix, trainer, testSplit, perClass: fix.perClass ?? defaultPerClass(run, fix) }
}

/** A tenth of the training images and at most a quarter of the pool, of the class that has fewest. */
function defaultPerClass(run: Run, fix: FixConfig): number {
  const { classes, labels, splits } = run.examples
  const withDirection = run.directions.classes.flatMap((entry) =>
    entry.state === 'ok' ? [entry.class] : [],
  )
  const counts = (fix.classes ?? withDirection).map((name) => {
    const label = classes.indexOf(name)
    const inSplit = (split: string) =>
      labels.reduce((sum, own, row) => sum + Number(own === label && splits[row] === split), 0)
    return Math.min(inSplit(fix.trainSplit) / 10, inSplit(fix.poolSplit) / 4)
  })
  return Math.max(1, Math.floor(Math.min(...counts, Number.MAX_SAFE_INTEGER)))
}
