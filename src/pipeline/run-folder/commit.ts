import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isThere } from '../../io/files/is-folder.ts'
import { readJson } from '../../io/files/read-json.ts'
import { RUN_FILES } from '../../run/files.ts'
import { manifestSchema, type RunManifest, type StepRecord } from '../../run/manifest.ts'
import { STEP_VERSIONS } from './step-versions.ts'
import { pathsOf, readRecord, recordFile, removeStep } from './steps.ts'

/**
 * Replaces a finished run by the one that lies whole in its folder `next`, manifest last. Nothing is done if there is none.
 *
 * `next/run.json` decides: once it is written, the new run holds. Whoever opens the folder after a kill goes on from there,
 * since a file that was moved is not in `next` any more.
 */
export async function finishCommit(folder: string): Promise<void> {
  const next = join(folder, RUN_FILES.next)
  if (!(await isThere(join(next, RUN_FILES.manifest)))) return
  const manifest = manifestSchema.parse(await readJson(join(next, RUN_FILES.manifest)))
  for (const record of manifest.steps) await moveStep(folder, next, record)
  await removeUnlisted(folder, manifest)
  await rename(join(next, RUN_FILES.manifest), join(folder, RUN_FILES.manifest))
  await removeNext(folder)
}

/** Files and folders of a step from `next` into the run folder, its record last. */
async function moveStep(folder: string, next: string, record: StepRecord): Promise<void> {
  const before = await readRecord(folder, record.step)
  const paths = pathsOf(record)
  for (const path of before ? pathsOf(before) : []) {
    if (!paths.includes(path)) await rm(join(folder, path), { recursive: true, force: true })
  }
  for (const path of paths) {
    const [from, to] = [join(next, path), join(folder, path)]
    if (!(await isThere(from))) continue
    await mkdir(dirname(to), { recursive: true })
    if (record.folders.includes(path)) await rm(to, { recursive: true, force: true })
    await rename(from, to)
  }
  const file = recordFile(next, record.step)
  if (await isThere(file)) await rename(file, recordFile(folder, record.step))
}

/** Removes what steps have left in a run folder that are not among those of the manifest. */
export async function removeUnlisted(folder: string, { steps }: RunManifest): Promise<void> {
  const listed = new Set(steps.map(({ step }) => step))
  const kept = new Set(steps.flatMap(pathsOf))
  for (const name of Object.keys(STEP_VERSIONS)) {
    if (!listed.has(name)) await removeStep(folder, name, kept)
  }
}

/** Removes what an abandoned or a finished rerun has left. */
export async function removeNext(folder: string): Promise<void> {
  await rm(join(folder, RUN_FILES.next), { recursive: true, force: true })
}
