import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { RUN_FILES } from '../../run/files.ts'

/** Whether a folder was made by a run, finished or not. */
export async function isRunFolder(folder: string): Promise<boolean> {
  const names: string[] = await readdir(folder).catch(() => [])
  if (names.includes(RUN_FILES.mark)) return true
  if (!names.includes(RUN_FILES.manifest)) return false
  const text = await readFile(join(folder, RUN_FILES.manifest), 'utf8').catch(() => '')
  try {
    return (JSON.parse(text) as { format?: unknown } | null)?.format === 'faultline-run'
  } catch {
    return false
  }
}
