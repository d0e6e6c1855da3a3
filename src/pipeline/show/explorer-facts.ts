import { readdir, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { digestFile } from '../../io/files/digest.ts'
import { isFolder } from '../../io/files/is-folder.ts'
import { isTemporary } from '../../io/files/write-atomic.ts'
import { EXPLORER_FILES, type ExplorerFacts } from '../../run/explorer.ts'
import { RUN_FILES } from '../../run/files.ts'
import type { RunManifest } from '../../run/manifest.ts'
import { olderOutputs } from '../run-folder/made-from.ts'
import type { Run } from '../run-folder/open-run.ts'
import { heldOutFacts } from './held-out-facts.ts'

/** What a run folder offers to the explorer, as far as the folder itself tells. */
export async function factsOf(
  run: Pick<Run, 'folder' | 'manifest' | 'examples'>,
): Promise<Omit<ExplorerFacts, 'originals' | 'noAsk' | 'folder'>> {
  const { folder, manifest } = run
  return {
    version: (await digestFile(join(folder, RUN_FILES.manifest))).slice(0, 16),
    thumbnails: (await isFolder(join(folder, RUN_FILES.thumbnails))) ? 'all' : 'none',
    heldOut: heldOutFacts(run),
    ...(await changingFacts(folder, manifest)),
  }
}

/** What may change while a run is looked at. */
export async function changingFacts(
  folder: string,
  manifest: Pick<RunManifest, 'steps'>,
): Promise<Pick<ExplorerFacts, 'files' | 'interventions' | 'older' | 'reviewBase'>> {
  const there = new Set(await readdir(folder))
  const older = await olderOutputs(folder, manifest)
  return {
    files: EXPLORER_FILES.filter((file) => there.has(file)),
    interventions: await filesUnder(folder, RUN_FILES.interventions),
    older: older.filter(({ name }) => name !== RUN_FILES.report && !name.startsWith('scored/')),
    reviewBase: (await stateOf(join(folder, RUN_FILES.review))) ?? '',
  }
}

/** Changes when the file does; undefined if there is none. */
export const stateOf = (path: string): Promise<string | undefined> =>
  stat(path).then(
    ({ mtimeMs, size }) => `${Math.round(mtimeMs).toString(36)}-${size.toString(36)}`,
    () => undefined,
  )

/** Regular files below a folder, with paths relative to the run folder. Links are not followed. */
async function filesUnder(folder: string, name: string): Promise<{ file: string; size: number }[]> {
  const entries = await readdir(join(folder, name), { recursive: true, withFileTypes: true }).catch(
    () => [],
  )
  const paths = entries
    .filter((entry) => entry.isFile() && !isTemporary(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
  const found = await Promise.all(
    paths.map(async (path) => ({
      file: relative(folder, path).replaceAll('\\', '/'),
      size: (await stat(path)).size,
    })),
  )
  return found.sort((a, b) => (a.file < b.file ? -1 : 1))
}
