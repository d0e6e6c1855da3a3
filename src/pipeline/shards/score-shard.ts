import { join, resolve } from 'node:path'
import { planeScorer } from '../../core/direction/plane-scorer.ts'
import { writeJson } from '../../io/files/write-atomic.ts'
import { resolveInput } from '../../io/objects/address.ts'
import { writeParquet } from '../../io/tables/write-parquet.ts'
import { openVectors } from '../../io/vectors/vectors.ts'
import { RunError } from '../../run/errors.ts'
import type { JobPlan } from '../../run/job-file.ts'
import { scorerOf } from '../export/scorer.ts'
import { openRun } from '../run-folder/open-run.ts'
import { digestScorer } from './digest-scorer.ts'
import { addHardest, type Hardest, noHardest } from './hardest.ts'
import { shardFiles, shardRows } from './job-folder.ts'
import type { ShardResult, ShardWork } from './shard-work.ts'

const BLOCK_ROWS = 1024

/**
 * Opens the scoring of a job's vectors. A shard leaves every decision value as Parquet, and what its rows come to: counts,
 * a histogram and the hardest rows of each direction.
 *
 * @throws RunError if the run's directions are not those of the plan.
 */
export async function openScoreWork(
  job: string,
  plan: JobPlan,
  { run: runPath, directions, vectors, key, hardest }: JobPlan['work'] & { kind: 'score' },
): Promise<ShardWork> {
  const folder = resolve(job, runPath)
  if ((await digestScorer(folder)) !== directions) {
    throw new RunError(
      `Cannot work on job "${job}": the run's directions are no longer as planned`,
      {
        folder: job,
        hint: 'plan a new job',
      },
    )
  }
  const scorer = scorerOf(await openRun(folder))
  const score = planeScorer(scorer.directions, scorer.standardizer)
  const reader = await openVectors(resolveInput(job, vectors), key ?? undefined)

  async function run(shard: number): Promise<ShardResult> {
    const { start, end } = shardRows(plan, shard)
    const values = scorer.directions.map(() => new Float64Array(end - start))
    const read = (row: number) => reader.readRows(row, Math.min(BLOCK_ROWS, end - row))
    let next = read(start)
    for (let row = start; row < end; row += BLOCK_ROWS) {
      const data = await next
      next = row + BLOCK_ROWS < end ? read(row + BLOCK_ROWS) : Promise.resolve(data)
      next.catch(() => undefined) // it is awaited in the next turn
      score({ data, rows: data.length / reader.cols, cols: reader.cols }, values, row - start)
    }
    const [scores = '', summary = ''] = shardFiles(plan, shard).map((file) => join(job, file))
    const numbers = Int32Array.from({ length: end - start }, (_, i) => start + i)
    await writeParquet(scores, [
      { name: 'row', type: 'INT32', data: numbers },
      ...scorer.directions.map(({ id }, i) => ({
        name: id,
        type: 'DOUBLE' as const,
        data: values[i] ?? new Float64Array(),
      })),
    ])
    const found: Hardest[] = scorer.directions.map(({ id }, i) =>
      addHardest(noHardest(id), values[i] ?? new Float64Array(), start, hardest),
    )
    await writeJson(summary, found)
    const bad: number[] = []
    values[0]?.forEach((value, i) => {
      if (!Number.isFinite(value)) bad.push(start + i)
    })
    const message = 'its vector holds NaN or infinite numbers'
    return {
      rows: end - start - bad.length,
      unreadable: bad.map((row) => ({ id: String(row), message })),
    }
  }
  return { run, close: () => reader.close() }
}
