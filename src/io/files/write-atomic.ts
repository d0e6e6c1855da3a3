import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileError, isSystemError } from './file-error.ts'
import { isAlive, processMark } from './process-mark.ts'

/**
 * Writes a file, or a folder, whole or not at all: under a temporary name in the same folder, flushed to the disk, then renamed.
 * Makes the folder if it is missing. What a killed process has left is removed by the next that writes there.
 *
 * @param path - The file to be; one that exists is replaced in the same instant, a folder only if it is empty.
 * @param write - Writes everything to the temporary path it is given.
 * @param options - `flushed: false` is faster, for files that are easily made again after a power cut, and for folders.
 * @throws DataError if the disk refuses, for want of space or permission; then nothing is left behind.
 */
export async function writeAtomic(
  path: string,
  write: (temporary: string) => Promise<void>,
  { flushed = true }: { flushed?: boolean } = {},
): Promise<void> {
  const folder = dirname(path)
  const temporary = join(folder, await temporaryName())
  try {
    await mkdir(folder, { recursive: true })
    await lookOnce(folder)
    await write(temporary)
    if (flushed) await flush(temporary)
    await renamePatiently(temporary, path)
  } catch (cause) {
    await rm(temporary, { recursive: true, force: true })
    throw isSystemError(cause) ? fileError(cause, 'write', path) : cause
  }
}

/** Waits between tries, in milliseconds: more than a second in all. */
const WAITS = [10, 30, 100, 300, 1000]

/** On Windows, a file that a scanner or a reader holds open cannot be replaced for a moment. */
async function renamePatiently(from: string, to: string): Promise<void> {
  for (const milliseconds of WAITS) {
    try {
      return await rename(from, to)
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException
      if (process.platform !== 'win32' || !['EPERM', 'EBUSY', 'EACCES'].includes(code)) throw error
      await wait(milliseconds)
    }
  }
  return rename(from, to)
}

/** Writes bytes or UTF-8 text: see {@link writeAtomic}. */
export function writeBytes(
  path: string,
  content: Uint8Array | string,
  options: { flushed?: boolean } = {},
): Promise<void> {
  return writeAtomic(path, (temporary) => writeFile(temporary, content), options)
}

/**
 * Writes JSON, indented by two spaces, keys in the order of the object, with a newline at the end.
 * See {@link writeAtomic}.
 */
export function writeJson(path: string, value: unknown): Promise<void> {
  return writeBytes(path, `${JSON.stringify(value, null, 2)}\n`)
}

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/.source

/** Names that {@link writeAtomic} gives, and nobody else. */
const TEMPORARY = new RegExp(`^\\..*\\.${UUID}\\.tmp$`)
/** Those of a process: digest of its machine or container, its number, its start. */
const OF_PROCESS = new RegExp(`^\\.([0-9a-f]{8})-(\\d+)-(\\d*)\\.${UUID}\\.tmp$`)

export const isTemporary = (path: string): boolean => TEMPORARY.test(basename(path))

const shortDigest = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 8)
let mark: ReturnType<typeof processMark> | undefined

async function temporaryName(): Promise<string> {
  mark ??= processMark()
  const { space, pid, started } = await mark
  return `.${shortDigest(space)}-${pid}-${started ?? ''}.${randomUUID()}.tmp`
}

/** Folders that this process has looked into. */
const looked = new Set<string>()

async function lookOnce(folder: string): Promise<void> {
  if (looked.has(folder)) return
  looked.add(folder)
  await removeLeftovers(folder)
}

/** A file of another machine's that was not written to for so long has no writer any more. */
const DAY_MS = 86_400_000

/** Removes what processes have left in a folder that live no more. */
export async function removeLeftovers(folder: string): Promise<void> {
  mark ??= processMark()
  const { space } = await mark
  for (const name of await readdir(folder).catch(() => [])) {
    const [found, digest, pid, started] = OF_PROCESS.exec(name) ?? []
    if (found === undefined) continue
    const path = join(folder, name)
    const isLeft =
      digest === shortDigest(space)
        ? (await isAlive({ pid: Number(pid), space, started: started || null })) === false
        : await isOld(path)
    if (isLeft) await rm(path, { recursive: true, force: true })
  }
}

/** Not of a folder: what is written below does not touch it. */
async function isOld(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  return found?.isFile() === true && Date.now() - found.mtimeMs > DAY_MS
}

/** Removes what killed writers have left in a folder and below. Nobody else may be writing there. */
export async function removeTemporaryFiles(folder: string): Promise<void> {
  const names = await readdir(folder, { recursive: true })
  const left = names.filter(isTemporary)
  for (const name of left) await rm(join(folder, name), { recursive: true, force: true })
}

async function flush(file: string): Promise<void> {
  const handle = await open(file, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
