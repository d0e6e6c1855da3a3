import { ConfigError } from '../../run/errors.ts'

/** Shard numbers as `sbatch --array=` takes them: 3,7-9. @param shards - Ascending. */
export function formatShards(shards: readonly number[]): string {
  const parts: string[] = []
  for (let i = 0; i < shards.length; ) {
    let end = i
    while (end + 1 < shards.length && shards[end + 1] === (shards[end] ?? 0) + 1) end++
    parts.push(end === i ? `${shards[i]}` : `${shards[i]}-${shards[end]}`)
    i = end + 1
  }
  return parts.join(',')
}

/** The other way round. @throws ConfigError unless every number is one of `count` shards. */
export function parseShards(text: string, count: number): number[] {
  const shards = text.split(',').flatMap((part) => {
    const [, first, last = first] = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(part.trim()) ?? []
    const [start, end] = [Number(first), Number(last)]
    if (first === undefined || start > end || end >= count) {
      throw new ConfigError(
        `Cannot work on shards "${text}": "${part}", expected numbers from 0 to ${count - 1} like 3,7-9`,
      )
    }
    return Array.from({ length: end - start + 1 }, (_, i) => start + i)
  })
  return [...new Set(shards)].sort((a, b) => a - b)
}

/** Variables in which engines tell a process its number. */
const ARRAY_VARIABLES = ['SLURM_ARRAY_TASK_ID', 'JOB_COMPLETION_INDEX', 'AWS_BATCH_JOB_ARRAY_INDEX']

/** The shard that the engine of an array job names: Slurm, a Kubernetes Indexed Job or AWS Batch. */
export function shardOfEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  return ARRAY_VARIABLES.map((name) => env[name]).find((value) => value !== undefined)
}
