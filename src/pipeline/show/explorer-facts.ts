import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { EXPLORER_FILES, type ExplorerFacts } from '../../run/explorer.ts'
import { RUN_FILES } from '../../run/files.ts'

/** What a run folder offers to the explorer, as far as the folder itself tells. */
export async function factsOf(
  folder: string,
): Promise<Pick<ExplorerFacts, 'version' | 'files' | 'thumbnails' | 'interventions'>> {
  const there = new Set(await readdir(folder))
  const { mtimeMs, size } = await stat(join(folder, RUN_FILES.manifest))
  return {
    version: `${Math.round(mtimeMs).toString(36)}-${size.toString(36)}`,
    files: EXPLORER_FILES.filter((file) => there.has(file)),
    thumbnails: (await isFolder(join(folder, RUN_FILES.thumbnails))) ? 'all' : 'none',
    interventions: await filesUnder(folder, RUN_FILES.interventions),
  }
}

const isFolder = (path: string) =>
  stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  )

/** Regular files below a folder, with paths relative to the run folder. Links are not followed. */
async function filesUnder(folder: string, name: string): Promise<{ file: string; size: number }[]> {
  const entries = await readdir(join(folder, name), { recursive: true, withFileTypes: true }).catch(
    () => [],
  )
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  const found = await Promise.all(
    paths.map(async (path) => ({
      file: path.slice(folder.length + 1).replaceAll('\\', '/'),
      size: (await stat(path)).size,
    })),
  )
  return found.sort((a, b) => (a.file < b.file ? -1 : 1))
}
