import { readFile, readlink } from 'node:fs/promises'
import { hostname } from 'node:os'
import * as z from 'zod'

/** Tells a process from every other, also one that gets its number later. */
export const processMarkSchema = z.strictObject({
  pid: z.int().positive(),
  space: z.string().describe('Start of the machine and name space of its processes, or the host'),
  started: z.string().nullable().describe('When, in ticks of the machine; null: not known here'),
})
export type ProcessMark = z.output<typeof processMarkSchema>

/** The mark of this process, or of another of the same machine. */
export async function processMark(pid = process.pid): Promise<ProcessMark> {
  return { pid, space: await processSpace(), started: (await readStat(pid))?.started ?? null }
}

/**
 * Whether a process lives; one that was killed and is not yet collected by its parent does not.
 *
 * @returns undefined if that cannot be known from here: it is of another machine or container.
 */
export async function isAlive({ pid, space, started }: ProcessMark): Promise<boolean | undefined> {
  if (space !== (await processSpace())) return undefined
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  const found = await readStat(pid)
  if (!found) return started === null ? undefined : false
  return found.started === started && !['Z', 'X'].includes(found.state)
}

/** Where a number means one process: containers have process 1 each, and after a restart numbers begin anew. */
async function processSpace(): Promise<string> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')
  const names = await readlink('/proc/self/ns/pid').catch(() => '')
  return boot && names ? `${boot.trim()} ${names}` : hostname()
}

/** State and start of a process, as Linux tells them in /proc; the name before them may hold anything. */
async function readStat(pid: number): Promise<{ state: string; started: string } | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const [state, started] = [fields[0], fields[19]]
  return state && started ? { state, started } : undefined
}
