import { readdir, rm, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where vectors are kept across runs: `FAULTLINE_CACHE`, else the user's cache folder. `FAULTLINE_CACHE=off` keeps none. */
export function userCacheFolder(
  of: 'texts' | 'images',
  env: NodeJS.ProcessEnv = process.env,
): string | undefined {
  const given = env['FAULTLINE_CACHE']
  if (given === 'off') return undefined
  const root = given || join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'faultline')
  return join(root, of)
}

/**
 * Removes the oldest vectors of a cache until it takes no more than some bytes: each `NAME.npy`, with `NAME.json` before it.
 * What a killed process left half written counts, too.
 */
export async function removeOldest(folder: string, mostBytes: number): Promise<void> {
  const names = (await readdir(folder, { recursive: true })).filter((name) =>
    /\.(npy|tmp)$/.test(name),
  )
  const files: { path: string; size: number; mtimeMs: number }[] = []
  for (const name of names) {
    const path = join(folder, name)
    const found = await stat(path).catch(() => undefined) // another run may have removed it
    if (found) files.push({ path, size: found.size, mtimeMs: found.mtimeMs })
  }
  let total = files.reduce((sum, { size }) => sum + size, 0)
  for (const { path, size } of files.sort((a, b) => a.mtimeMs - b.mtimeMs)) {
    if (total <= mostBytes) return
    await rm(path.replace(/npy$/, 'json'), { force: true })
    await rm(path, { force: true })
    total -= size
  }
}
