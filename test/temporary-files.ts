import { access, constants, mkdtemp, readdir, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Gives all tests, and all commands that they start, one folder for temporary files, removed at the end. What lies in it
 * beside the tests' own folders was left behind by a command or a library, and fails the run.
 */
export async function setup(): Promise<() => Promise<void>> {
  const root = await mkdtemp(join((await inMemory()) ?? tmpdir(), 'faultline-tests-'))
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) process.env[name] = root
  return async () => {
    const left = (await readdir(root)).filter((name) => !name.startsWith('test-'))
    await rm(root, { recursive: true, force: true, maxRetries: 3 })
    if (left.length === 0) return
    process.stderr.write(`Temporary files were left behind: ${left.join(', ')}\n`)
    process.exitCode = 1
  }
}

/** All tests together hold a fourth of it at any time. */
const ENOUGH = 2 ** 30

/**
 * Linux's file system in memory, where there is room: the tests write and remove so many small files that a disk's takes
 * its time for them.
 */
async function inMemory(): Promise<string | undefined> {
  const folder = '/dev/shm'
  try {
    await access(folder, constants.W_OK)
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize >= ENOUGH ? folder : undefined
  } catch {
    return undefined
  }
}
