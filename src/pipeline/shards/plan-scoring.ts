import { openVectors } from '../../io/vectors/vectors.ts'
import { DataError } from '../../run/errors.ts'
import type { JobPlan } from '../../run/job-file.ts'
import { openScorer } from './open-scorer.ts'
import { pathFrom, ROWS_PER_SHARD, writePlan } from './write-plan.ts'

/**
 * Plans the scoring of vectors by the directions of a run.
 *
 * @throws RunError, DataError if run and vectors cannot be opened or have other dimensions.
 */
export async function planScoring(
  runFolder: string,
  vectors: string,
  job: string,
  options: { key?: string | undefined; rowsPerShard?: number; hardest?: number } = {},
): Promise<JobPlan> {
  const { key, rowsPerShard = ROWS_PER_SHARD, hardest = 1000 } = options
  const { scorer, digest } = await openScorer(runFolder)
  const reader = await openVectors(vectors, key)
  await reader.close()
  if (reader.cols !== scorer.standardizer.mean.length) {
    throw new DataError(
      `Cannot score "${vectors}": ${reader.cols} numbers a vector, expected ${scorer.standardizer.mean.length} as in the run`,
      { path: vectors, hint: 'embed these images with the encoder of the run' },
    )
  }
  return writePlan(job, {
    base: '.',
    work: {
      kind: 'score',
      run: pathFrom(job, runFolder),
      directions: digest,
      vectors: pathFrom(job, vectors),
      key: key ?? null,
      hardest,
    },
    rows: reader.rows,
    rowsPerShard,
  })
}
