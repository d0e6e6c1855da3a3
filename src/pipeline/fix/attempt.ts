import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isAlive, processMark, processMarkSchema } from '../../io/files/process-mark.ts'
import { readKept } from '../../io/files/read-kept.ts'
import { writeJson } from '../../io/files/write-atomic.ts'

const PREFIX = 'attempt-'

/** One try of a training command: its files are its own, so that one that outlives us writes into nobody else's. */
export interface Attempt {
  folder: string
  /** Writes down which process works in it. */
  started: (pid: number) => Promise<void>
  /** Keeps the log and removes the rest. */
  close: () => Promise<void>
}

/** @param trainingFolder - `trainings/ARM-SEED`. */
export async function beginAttempt(trainingFolder: string): Promise<Attempt> {
  const folder = join(trainingFolder, `${PREFIX}${randomUUID()}`)
  await mkdir(folder, { recursive: true })
  return {
    folder,
    started: async (pid) => writeJson(join(folder, 'process.json'), await processMark(pid)),
    close: async () => {
      await rename(join(folder, 'log.txt'), join(trainingFolder, 'log.txt')).catch(() => {})
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/**
 * Ends what attempts of a process that was killed are still doing, with all their children, and removes their folders. To be
 * called under the lock of the run: then every attempt that is there is one of these.
 */
export async function endOrphans(workFolder: string): Promise<void> {
  const names = await readdir(workFolder, { recursive: true }).catch(() => [])
  for (const name of names) {
    if (!name.split(/[\\/]/).at(-1)?.startsWith(PREFIX)) continue
    const folder = join(workFolder, name)
    await killGroup(join(folder, 'process.json'))
    await rm(folder, { recursive: true, force: true })
  }
}

async function killGroup(file: string): Promise<void> {
  const mark = await readKept(file, processMarkSchema)
  if (!mark || !(await isAlive(mark))) return
  try {
    process.kill(-mark.pid, 'SIGKILL')
  } catch {
    // it is gone by now
  }
}
