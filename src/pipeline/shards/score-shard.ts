import { createHash } from 'node:crypto'
import { join, resolve } from 'node:path'
import { planeScorer } from '../../core/direction/plane-scorer.ts'
import { norm } from '../../core/vectors/vector.ts'
import { writeBytes } from '../../io/files/write-atomic.ts'
import { resolveInput } from '../../io/objects/address.ts'
import { numbersParquet } from '../../io/tables/numbers-parquet.ts'
import { openVectors } from '../../io/vectors/vectors.ts'
import { RunError } from '../../run/errors.ts'
import type { JobPlan } from '../../run/job-file.ts'
import { hardestOf } from './hardest.ts'
import { shardFiles, shardRows } from './job-folder.ts'
import { openScorer } from './open-scorer.ts'
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
  const { scorer, digest } = await openScorer(folder)
  if (digest !== directions) {
    throw new RunError(
      `Cannot work on job "${job}": the run's directions are no longer as planned`,
      {
        folder: job,
        hint: 'plan a new job',
      },
    )
  }
  const reader = await openVectors(resolveInput(job, vectors), key ?? undefined)

  // The same memory for every shard and block, so that it does not grow with the pool.
  const values = scorer.directions.map(() => new Float64Array(plan.rowsPerShard))
  // Of a unit row: its product with the weights is at most their length.
  const ranges = scorer.directions.map(
    ({ weights, bias }) => [bias - norm(weights), bias + norm(weights)] as const,
  )
  const rowNumbers = new Int32Array(plan.rowsPerShard)
  const table = numbersParquet()
  const { directions: planes, standardizer } = scorer
  const { score, room } = planeScorer(planes, standardizer, 2 * BLOCK_ROWS)
  const blocks = [room.subarray(0, room.length / 2), room.subarray(room.length / 2)]

  async function run(shard: number): Promise<ShardResult> {
    const { start, end } = shardRows(plan, shard)
    const columns = scorer.directions.map(({ id }, i) => ({
      name: id,
      data: (values[i] ?? new Float64Array()).subarray(0, end - start),
    }))
    const read = (row: number, block = blocks[0]) => {
      const data = reader.readRows(row, Math.min(BLOCK_ROWS, end - row), block)
      data.catch(() => undefined) // it is awaited in the next turn
      return data
    }
    let next = read(start)
    for (let row = start; row < end; row += BLOCK_ROWS) {
      const data = await next
      blocks.reverse()
      if (row + BLOCK_ROWS < end) next = read(row + BLOCK_ROWS)
      score({ data, rows: data.length / reader.cols, cols: reader.cols }, values, row - start)
    }
    const numbers = rowNumbers.subarray(0, end - start)
    for (let i = 0; i < numbers.length; i++) numbers[i] = start + i
    const [scores = '', summary = ''] = shardFiles(plan, shard)
    const found = columns.map(({ name, data }, i) =>
      hardestOf(name, data, ranges[i] ?? [0, 0], start, hardest),
    )
    const files = [
      await write(scores, table([{ name: 'row', data: numbers }, ...columns])),
      await write(summary, Buffer.from(`${JSON.stringify(found)}\n`)),
    ]
    const bad =
      found[0]?.rows === end - start
        ? []
        : numbers.filter((_, i) => !Number.isFinite(values[0]?.[i]))
    const message = 'its vector holds NaN or infinite numbers'
    return {
      rows: end - start - bad.length,
      files,
      unreadable: Array.from(bad, (row) => ({ id: String(row), message })),
    }
  }

  async function write(file: string, bytes: Uint8Array) {
    // What a power cut eats, `gather` finds by its digest.
    await writeBytes(join(job, file), bytes, { flushed: false })
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    return { file, size: bytes.length, sha256 }
  }
  return { run, close: () => reader.close() }
}
