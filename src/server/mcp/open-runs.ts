import { readdir, realpath } from 'node:fs/promises'
import { basename, join, sep } from 'node:path'
import { openRun, type Run } from '../../pipeline/run-folder/open-run.ts'
import { RunError } from '../../run/errors.ts'

/**
 * Opens the runs that an agent may look at, by name: the name of the folder, with a number behind it where two are alike.
 *
 * @throws RunError if one is no finished run, or holds a link that leads out of it.
 */
export async function openRuns(folders: readonly string[]): Promise<Map<string, Run>> {
  const runs = new Map<string, Run>()
  for (const folder of folders) {
    await refuseLinks(folder)
    const plain = basename(folder)
    let name = plain
    for (let i = 2; runs.has(name); i++) name = `${plain}-${i}`
    runs.set(name, await openRun(folder))
  }
  return runs
}

/** A stranger's run folder must not show what lies elsewhere on this machine. */
async function refuseLinks(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const root = await realpath(folder).catch(() => folder)
  for (const entry of entries.filter((each) => each.isSymbolicLink())) {
    const target = await realpath(join(folder, entry.name)).catch(() => '')
    if (target.startsWith(root + sep)) continue
    throw new RunError(
      `Cannot show run "${folder}" to an agent: "${entry.name}" is a link that leads out of it`,
      { folder, hint: 'copy the file into the run folder' },
    )
  }
}
