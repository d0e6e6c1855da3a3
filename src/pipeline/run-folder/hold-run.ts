import { RunError } from '../../run/errors.ts'
import { finishCommit } from './commit.ts'
import { lockRun } from './lock.ts'
import { type Run, readManifest } from './open-run.ts'

/**
 * Keeps other processes from writing a run folder while something is made from the run.
 *
 * @throws RunError if another process is writing it, or has made the run anew since it was opened.
 */
export async function holdRun<T>(
  { folder, manifest }: Pick<Run, 'folder' | 'manifest'>,
  work: () => Promise<T>,
): Promise<T> {
  const lock = await lockRun(folder)
  try {
    if (lock) await finishCommit(folder)
    const { steps } = await readManifest(folder)
    if (JSON.stringify(steps) !== JSON.stringify(manifest.steps)) {
      throw new RunError(`Cannot use run "${folder}": it was made anew since it was opened`, {
        folder,
        hint: 'the same command works with the new one',
      })
    }
    const result = await work()
    await lock?.check()
    return result
  } finally {
    await lock?.release()
  }
}
