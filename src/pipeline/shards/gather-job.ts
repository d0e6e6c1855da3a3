import { join } from 'node:path'
import { readJson } from '../../io/files/read-json.ts'
import { removeLeftovers, writeBytes, writeJson } from '../../io/files/write-atomic.ts'
import { csvText } from '../../run/csv-text.ts'
import type { Effects } from '../../run/effects.ts'
import { RunError } from '../../run/errors.ts'
import type { JobPlan } from '../../run/job-file.ts'
import { type Hardest, hardestSchema, joinHardest } from './hardest.ts'
import { quantileOf } from './histogram.ts'
import { JOB_FILES, readDone, readPlan, shardFiles } from './job-folder.ts'
import { jobStatus } from './job-status.ts'
import { formatShards } from './shard-list.ts'

const QUANTILES = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]

/** What the vectors of a pool come to under one direction. */
export interface PoolScores extends Pick<Hardest, 'direction' | 'rows' | 'flagged'> {
  /** Of the decision values. */
  mean: number | null
  /** Share, and the decision value below which it lies, to a 4096th of the range that values can have. */
  quantiles: [share: number, value: number | null][]
  /** Row and decision value, hardest first. */
  hardest: [row: number, value: number][]
}

/** What a complete job comes to. */
export interface Gathered {
  rows: number
  unreadable: number
  /** Of a scoring job, one a direction. */
  hardest?: PoolScores[]
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
  const hardest = (await gatherHardest(job, plan, plan.work.hardest)).map(poolScores)
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

function poolScores({ hardestRows, hardestValues, ...found }: Hardest): PoolScores {
  const { direction, rows, flagged, sum, histogram } = found
  return {
    direction,
    rows,
    flagged,
    mean: rows > 0 ? sum / rows : null,
    quantiles: QUANTILES.map((share) => [share, quantileOf(histogram, share)]),
    hardest: hardestRows.map((row, i) => [row, hardestValues[i] ?? 0]),
  }
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
