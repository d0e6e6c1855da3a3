import { relative, resolve } from 'node:path'
import { gatherJob, type PoolScores } from '../../../pipeline/shards/gather-job.ts'
import { readPlan } from '../../../pipeline/shards/job-folder.ts'
import { ConfigError } from '../../../run/errors.ts'
import { type Command, valued } from '../../arguments/command.ts'
import { stringFlag } from '../../arguments/flag-values.ts'
import { oneJob } from './one-job.ts'

export const command: Command = {
  summary: 'Check that a job is complete; its vectors then serve as they lie',
  usage: 'gather JOB [--out RUN]',
  flags: {
    out: valued('RUN', 'Also run the config on the vectors', { short: 'o' }),
  },
  run: async (args, { cwd, answer, effects }) => {
    const job = oneJob(args, cwd, 'gather')
    const { work, base } = await readPlan(job)
    const gathered = await gatherJob(job, effects)
    const out = stringFlag(args, 'out')
    if (out !== undefined) {
      if (work.kind !== 'embed') {
        throw new ConfigError('Cannot run a scoring job: --out is for jobs that embed')
      }
      const baseFolder = resolve(job, base)
      const file = relative(baseFolder, job) || '.'
      const config = { ...work.config, embeddings: { file } }
      const { run } = await import('../../../pipeline/run/run.ts')
      await run(config, { folder: resolve(cwd, out), baseFolder }, effects)
    }
    const shown = relative(cwd, job) || '.'
    const next = out ?? `next: set "embeddings": { "file": "${shown}" }`
    const lines = gathered.hardest
      ? [...gathered.hardest.map(flaggedText), `${shown}/hardest.csv`]
      : [`${gathered.rows.toLocaleString('en')} vectors`, next]
    answer(gathered, `${lines.join('\n')}\n`)
    return 0
  },
}

const flaggedText = ({ direction, rows, flagged }: PoolScores) =>
  `${direction}  ${flagged.toLocaleString('en')} of ${rows.toLocaleString('en')} flagged`
