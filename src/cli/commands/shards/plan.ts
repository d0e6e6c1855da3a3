import { chmod } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { writeBytes } from '../../../io/files/write-atomic.ts'
import { resolveInput } from '../../../io/objects/address.ts'
import { loadConfig } from '../../../pipeline/run-folder/load-config.ts'
import { kubernetesManifest, slurmScript } from '../../../pipeline/shards/array-job.ts'
import { ROWS_PER_SHARD } from '../../../pipeline/shards/write-plan.ts'
import { ConfigError } from '../../../run/errors.ts'
import type { JobPlan } from '../../../run/job-file.ts'
import { type Command, valued } from '../../arguments/command.ts'
import { numberFlag, refuseFlags, stringFlag, stringFlags } from '../../arguments/flag-values.ts'

/** Elements of an array job that run together unless asked otherwise. */
const AT_ONCE = 64

export const command: Command = {
  summary:
    'Cut the embedding of many images, or the scoring of many vectors, into shards for any number of machines',
  usage: 'plan CONFIG.json --out JOB | plan RUN --score VECTORS --out JOB',
  flags: {
    out: valued('JOB', 'Job folder, new', { short: 'o' }),
    'rows-per-shard': valued('N', `Default: ${ROWS_PER_SHARD}`),
    score: valued('VECTORS', 'Score these by the directions of RUN'),
    key: valued('NAME', 'Array, tensor or column of the vectors'),
    hardest: valued('K', 'Rows kept of each direction. Default: 1000'),
    set: valued('path=value', 'Change a key of the config', { multiple: true }),
    slurm: { type: 'boolean', help: 'Also write job.sbatch' },
    kubernetes: { type: 'boolean', help: 'Also write job.json, an Indexed Job' },
    'at-once': valued('N', `Elements that run together. Default: ${AT_ONCE}`),
  },
  run: async (args, { cwd, answer, effects }) => {
    const [given, ...more] = args.positionals
    const out = stringFlag(args, 'out')
    if (given === undefined || more.length > 0 || out === undefined) {
      throw new ConfigError(
        `Cannot plan: ${args.positionals.length} paths${out === undefined ? ' and no --out' : ''}, expected one config file or run folder and --out JOB`,
      )
    }
    const job = resolve(cwd, out)
    const rowsPerShard =
      numberFlag(args, 'rows-per-shard', { least: 1, whole: true }) ?? ROWS_PER_SHARD
    const atOnce = numberFlag(args, 'at-once', { least: 1, whole: true }) ?? AT_ONCE
    const vectors = stringFlag(args, 'score')
    const hint = 'faultline plan CONFIG.json embeds, faultline plan RUN --score VECTORS scores'
    if (vectors === undefined) {
      refuseFlags(args, ['key', 'hardest'], 'plan an embedding: it is for --score', hint)
    } else refuseFlags(args, ['set'], 'plan a scoring: it is for an embedding', hint)
    let plan: JobPlan
    if (vectors === undefined) {
      const { planEmbedding } = await import('../../../pipeline/shards/plan-embedding.ts')
      const loaded = await loadConfig(resolve(cwd, given), stringFlags(args, 'set'))
      plan = await planEmbedding(loaded.config, loaded.baseFolder, job, rowsPerShard, effects)
    } else {
      const hardest = numberFlag(args, 'hardest', { least: 1, whole: true }) ?? 1000
      const key = stringFlag(args, 'key')
      const { planScoring } = await import('../../../pipeline/shards/plan-scoring.ts')
      plan = await planScoring(resolve(cwd, given), resolveInput(cwd, vectors), job, {
        key,
        rowsPerShard,
        hardest,
      })
    }
    if (args.values['slurm']) {
      const file = join(job, 'job.sbatch')
      await writeBytes(file, slurmScript(plan, job, atOnce))
      await chmod(file, 0o755)
    }
    if (args.values['kubernetes']) {
      await writeBytes(join(job, 'job.json'), kubernetesManifest(plan, job, atOnce))
    }
    const shown = relative(cwd, job) || '.'
    answer(
      plan,
      `${plan.rows.toLocaleString('en')} rows in ${plan.shards.toLocaleString('en')} shards\nnext: faultline work ${shown}, then faultline gather ${shown}\n`,
    )
    return 0
  },
}
