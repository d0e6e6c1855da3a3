import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileError } from '../../io/files/file-error.ts'
import { removeTemporaryFiles } from '../../io/files/write-atomic.ts'
import { RunError } from '../../run/errors.ts'

/**
 * Takes a run folder for this process, so that two runs do not write into it at once. A lock left by a process that no
 * longer lives is taken over, and what it was writing at that moment is removed.
 *
 * @returns Gives the folder free again.
 * @throws RunError if another living process holds it.
 */
export async function lockRun(folder: string): Promise<() => Promise<void>> {
  const file = join(folder, 'lock')
  await mkdir(folder, { recursive: true }).catch((cause) => {
    throw fileError(cause, 'write', folder)
  })
  for (;;) {
    try {
      await writeFile(file, String(process.pid), { flag: 'wx' })
      await removeTemporaryFiles(folder)
      return () => rm(file, { force: true })
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw fileError(cause, 'write', file)
    }
    const holder = Number(await readFile(file, 'utf8').catch(() => ''))
    if (holder !== process.pid && (await isAlive(holder))) {
      throw new RunError(`Cannot write run "${folder}": process ${holder} is writing it`, {
        folder,
        hint: 'wait for it, stop it, or choose another --out',
      })
    }
    await rm(file, { force: true })
  }
}

/** A zombie, killed but not yet collected by its parent, writes no more: Linux tells in /proc. */
async function isAlive(pid: number): Promise<boolean> {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return !/\) [ZX] /.test(status)
}
