import { join } from 'node:path'
import { readJson } from '../../io/files/read-json.ts'
import { removeLeftovers, writeBytes, writeJson } from '../../io/files/write-atomic.ts'
import { csvText } from '../../run/csv-text.ts'
import type { Effects } from '../../run/effects.ts'
import { RunError } from '../../run/errors.ts'
import type { JobPlan } from '../../run/job-file.ts'
import { type Hardest, hardestSchema, joinHardest } from './hardest.ts'
import { JOB_FILES, readDone, readPlan, shardFiles } from './job-folder.ts'
import { jobStatus } from './job-status.ts'
import { formatShards } from './shard-list.ts'

/** What a complete job comes to. */
export interface Gathered {
  rows: number
  unreadable: number
  /** Of a scoring job, one a direction. */
  hardest?: Hardest[]
}

/**
 * Checks that a job is complete and every file is as its worker left it. The vectors stay in their parts: a config reads
 * them with `embeddings.file` set to the job folder. A scoring job's summaries become `hardest.json` and `hardest.csv`.
 *
 * @throws RunError with the numbers of the shards that are missing or damaged.
 */
export async function gatherJob(job: string, effects: Effects = {}): Promise<Gathered> {
  const plan = await readPlan(job)
  const { missing, damaged, unreadable } = await jobStatus(job, true)
  const bad = [...missing, ...damaged].sort((a, b) => a - b)
  if (bad.length > 0) {
    throw new RunError(
      `Cannot gather job "${job}": ${missing.length} shards are missing and ${damaged.length} damaged (${formatShards(bad)})`,
      { folder: job, hint: `faultline work ${job} --shard ${formatShards(bad)}` },
    )
  }
  for (const folder of Object.values(JOB_FILES)) await removeLeftovers(join(job, folder))
  let rows = 0
  for (let shard = 0; shard < plan.shards; shard++) rows += (await readDone(job, shard)).rows
  if (unreadable > 0) {
    effects.onWarning?.({
      code: plan.work.kind === 'embed' ? 'unreadable-image' : 'unreadable-vector',
      message: `${unreadable} of ${plan.rows} rows could not be read; done/*.json names them`,
      where: job,
    })
  }
  if (plan.work.kind === 'embed') return { rows, unreadable }
  const hardest = await gatherHardest(job, plan, plan.work.hardest)
  await writeJson(join(job, 'hardest.json'), hardest)
  await writeBytes(
    join(job, 'hardest.csv'),
    csvText(
      ['direction', 'rank', 'row', 'decisionValue'],
      hardest.flatMap(({ direction, hardest: rows }) =>
        rows.map(([row, value], i) => [direction, i + 1, row, value]),
      ),
    ),
  )
  return { rows, unreadable, hardest }
}

async function gatherHardest(job: string, plan: JobPlan, keep: number): Promise<Hardest[]> {
  let all: Hardest[] = []
  for (let shard = 0; shard < plan.shards; shard++) {
    const [, file = ''] = shardFiles(plan, shard)
    const own = hardestSchema.array().parse(await readJson(join(job, file)))
    all = all.length === 0 ? own : all.map((entry, i) => joinHardest(entry, own[i] ?? entry, keep))
  }
  return all
}
