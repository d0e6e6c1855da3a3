import { relative, resolve } from 'node:path'
import { gatherJob } from '../../../pipeline/shards/gather-job.ts'
import { readPlan } from '../../../pipeline/shards/job-folder.ts'
import { ConfigError } from '../../../run/errors.ts'
import { type Command, stringFlag } from '../../arguments/command.ts'
import { oneJob } from './one-job.ts'

export const command: Command = {
  summary: 'Check that a job is complete; its vectors then serve as they lie',
  usage: 'gather JOB [--out RUN]',
  flags: {
    out: { type: 'string', short: 'o', value: 'RUN', help: 'Also run the config on the vectors' },
  },
  run: async (args, { cwd, stdout, json, effects }) => {
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
    if (json) stdout(`${JSON.stringify(gathered, null, 2)}\n`)
    else if (gathered.hardest) {
      for (const { direction, rows, flagged } of gathered.hardest) {
        stdout(
          `${direction}  ${flagged.toLocaleString('en')} of ${rows.toLocaleString('en')} flagged\n`,
        )
      }
      stdout(`${shown}/hardest.csv\n`)
    } else {
      stdout(`${gathered.rows.toLocaleString('en')} vectors\n`)
      stdout(out === undefined ? `next: set "embeddings": { "file": "${shown}" }\n` : `${out}\n`)
    }
    return 0
  },
}
