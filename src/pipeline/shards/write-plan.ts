import { readdir } from 'node:fs/promises'
import { join, relative, resolve, sep } from 'node:path'
import { writeJson } from '../../io/files/write-atomic.ts'
import { isObject } from '../../io/objects/address.ts'
import { ConfigError, RunError } from '../../run/errors.ts'
import { JOB_VERSION, type JobPlan } from '../../run/job-file.ts'
import { digestJson } from '../run-folder/digest-json.ts'
import { toolVersion } from '../run-folder/tool-version.ts'
import { JOB_FILES, readPlan } from './job-folder.ts'

/** Rows a shard unless asked otherwise: minutes of work on a GPU, an hour on a CPU. */
export const ROWS_PER_SHARD = 50_000

/** Writes `plan.json` into a folder that is new or empty, or of the same plan. @throws RunError if it holds another. */
export async function writePlan(
  job: string,
  plan: Pick<JobPlan, 'base' | 'work' | 'rows' | 'rowsPerShard'>,
): Promise<JobPlan> {
  const { rows, rowsPerShard } = plan
  if (!Number.isSafeInteger(rowsPerShard) || rowsPerShard < 1) {
    throw new ConfigError(
      `Cannot plan: ${rowsPerShard} rows a shard, expected a whole number from 1`,
    )
  }
  const whole: JobPlan = {
    format: 'faultline-job',
    version: JOB_VERSION,
    tool: toolVersion(),
    ...plan,
    shards: Math.ceil(rows / rowsPerShard),
  }
  const names: string[] = await readdir(job).catch(() => [])
  const isPlanned = names.includes(JOB_FILES.plan)
  if (isPlanned && digestJson(await readPlan(job)) !== digestJson(whole)) {
    throw new RunError(`Cannot plan into "${job}": it holds another plan`, {
      folder: job,
      hint: 'choose another --out, or remove the folder if nobody works on it',
    })
  }
  if (names.length > 0 && !isPlanned) {
    throw new RunError(`Cannot plan into "${job}": it is not empty and holds no plan`, {
      folder: job,
      hint: 'choose a new folder with --out',
    })
  }
  await writeJson(join(job, JOB_FILES.plan), whole)
  return whole
}

/** With slashes on every system, so that the plan is the same everywhere. */
export const pathFrom = (job: string, path: string) =>
  isObject(path) ? path : relative(resolve(job), resolve(path)).split(sep).join('/') || '.'
