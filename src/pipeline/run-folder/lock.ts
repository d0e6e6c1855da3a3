import { randomUUID } from 'node:crypto'
import { link, mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import * as z from 'zod'
import { fileError } from '../../io/files/file-error.ts'
import { isAlive, processMark, processMarkSchema } from '../../io/files/process-mark.ts'
import { removeTemporaryFiles } from '../../io/files/write-atomic.ts'
import { RunError } from '../../run/errors.ts'

/** `lock`: who writes a run folder. */
const holderSchema = z.strictObject({
  id: z.string().describe('Of this lock'),
  host: z.string(),
  process: processMarkSchema,
})
type Holder = z.output<typeof holderSchema>

/** A lock is touched as often as this, ... */
const TOUCH_MS = 10_000
/** ... and one of another machine or container that was not touched for so long is nobody's. */
const STALE_MS = 120_000
/** Somebody who takes a lock over is done in less. */
const TAKEOVER_MS = 10_000
const UNREADABLE = '00000000-0000-0000-0000-000000000000'

/** A run folder that this process may write to. */
export interface RunLock {
  /** @throws RunError if another process has taken the folder over, which took this one for dead. */
  check: () => Promise<void>
  release: () => Promise<void>
}

/**
 * Takes a run folder for this process, so that two do not write into it at once. The lock of a process that no longer lives is
 * taken over, by one process only, and what it was writing at that moment is removed. Whether it lives is known exactly on the
 * same machine (number and start of the process); of other machines and containers, the lock must go untouched for two
 * minutes.
 *
 * @returns undefined if the folder cannot be written to at all: then nobody writes into it.
 * @throws RunError if another living process holds it.
 */
export async function lockRun(folder: string): Promise<RunLock | undefined> {
  const file = join(folder, 'lock')
  const own: Holder = { id: randomUUID(), host: hostname(), process: await processMark() }
  try {
    await mkdir(folder, { recursive: true })
    while (!(await create(file, own))) await makeWay(folder, file)
  } catch (cause) {
    if (cause instanceof RunError) throw cause
    if (isReadOnly(cause)) return undefined
    throw fileError(cause, 'write', file)
  }
  const timer = setInterval(() => touch(file), TOUCH_MS).unref()
  await removeTemporaryFiles(folder)
  const check = async () => {
    if (parseHolder(await readText(file))?.id === own.id) return
    throw new RunError(`Cannot write run "${folder}": another process has taken it over`, {
      folder,
      hint: 'this one stood still for minutes; run the command again',
    })
  }
  const release = async () => {
    clearInterval(timer)
    if (parseHolder(await readText(file))?.id === own.id) await rm(file, { force: true })
  }
  return { check, release }
}

/** The lock appears whole or not at all: written under another name, then linked. @returns Whether it is ours. */
async function create(file: string, holder: Holder): Promise<boolean> {
  const temporary = join(dirname(file), `.lock.${holder.id}.tmp`)
  try {
    await writeFile(temporary, `${JSON.stringify(holder)}\n`)
    await link(temporary, file).catch(async (cause) => {
      // No links on this disk: exclusive all the same, if not whole at once.
      if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP'].includes(cause.code)) throw cause
      await writeFile(file, `${JSON.stringify(holder)}\n`, { flag: 'wx' })
    })
    return true
  } catch (cause) {
    // ENOENT: whoever got the folder has cleared it of temporary files, ours among them.
    if (['EEXIST', 'ENOENT'].includes((cause as NodeJS.ErrnoException).code ?? '')) return false
    throw cause
  } finally {
    await rm(temporary, { force: true }).catch(() => {})
  }
}

/** Removes the lock of somebody who is gone. @throws RunError if its holder lives. */
async function makeWay(folder: string, file: string): Promise<void> {
  const text = await readText(file)
  if (text === undefined) return // it is gone meanwhile
  const holder = parseHolder(text)
  const living = await lives(file, holder)
  if (living !== undefined) {
    throw new RunError(`Cannot write run "${folder}": ${living} is writing it`, {
      folder,
      hint: 'wait for it, stop it, or choose another --out',
    })
  }
  // Of all who see that the holder is gone, one may remove its lock: whoever makes this file.
  const token = join(folder, `.lock.${holder?.id ?? UNREADABLE}.tmp`)
  try {
    await writeFile(token, '', { flag: 'wx' })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause
    if ((await ageOf(folder, token)) > TAKEOVER_MS) await rm(token, { force: true })
    await sleep(20)
    return
  }
  if ((await readText(file)) === text) await rm(file, { force: true })
  await rm(token, { force: true })
}

/** Who holds a lock, in words; undefined if nobody does any more. */
async function lives(file: string, holder: Holder | undefined): Promise<string | undefined> {
  const age = await ageOf(dirname(file), file)
  // A file that is no lock of ours, or one half written on a disk without links.
  if (holder === undefined) return age < TAKEOVER_MS ? 'a process that is just starting' : undefined
  const name = `process ${holder.process.pid}`
  const alive = await isAlive(holder.process)
  if (alive !== undefined) return alive ? name : undefined
  return age < STALE_MS
    ? `${name} on "${holder.host}" (or it was ${Math.round(age / 1000)} s ago; a lock counts for ${STALE_MS / 1000} s)`
    : undefined
}

const readText = (file: string): Promise<string | undefined> =>
  readFile(file, 'utf8').catch(() => undefined)

function parseHolder(text: string | undefined): Holder | undefined {
  try {
    return holderSchema.parse(JSON.parse(text ?? ''))
  } catch {
    return undefined
  }
}

/** Milliseconds since a file was touched, by the clock of its disk. */
async function ageOf(folder: string, file: string): Promise<number> {
  const probe = join(folder, `.lock.${randomUUID()}.tmp`)
  try {
    await writeFile(probe, '')
    const [now, then] = [await stat(probe), await stat(file)]
    return now.mtimeMs - then.mtimeMs
  } catch (cause) {
    if (isReadOnly(cause)) throw cause
    return Number.POSITIVE_INFINITY // it is gone already
  } finally {
    await rm(probe, { force: true }).catch(() => {})
  }
}

function touch(file: string): void {
  const now = new Date()
  utimes(file, now, now).catch(() => {}) // taken over: check() tells
}

const isReadOnly = (cause: unknown) =>
  ['EROFS', 'EACCES', 'EPERM'].includes((cause as NodeJS.ErrnoException).code ?? '')
