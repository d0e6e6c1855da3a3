import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isThere } from '../../io/files/is-folder.ts'
import { readJson } from '../../io/files/read-json.ts'
import { removeTemporaryFiles, writeJson } from '../../io/files/write-atomic.ts'
import type { Effects } from '../../run/effects.ts'
import { RUN_FILES } from '../../run/files.ts'
import { manifestSchema, type RunManifest, type StepRecord } from '../../run/manifest.ts'
import { finishCommit, removeNext, removeUnlisted } from './commit.ts'
import { copyStep, doStep, finishedStep, linkStep, type Step } from './steps.ts'

/** Where the steps of a run are done. */
export interface Workplace {
  /** The folder that holds the results so far; it changes when the first step of a finished run is done anew. */
  readonly folder: string
  /** Does a step, or finds it done: a record with the same key whose files are there. Its warnings are told either way. */
  do: (step: Step, effects?: Effects) => Promise<StepRecord>
  /**
   * Makes the results the run's, with this manifest.
   *
   * @param isPart - The manifest is one of the first steps only: a finished run that has them, and more, stays.
   */
  finish: (manifest: RunManifest, options: { isPart: boolean }) => Promise<void>
}

/** What interrupted steps and earlier settings have left in the cache. */
async function removeOtherCaches(runFolder: string, kept: ReadonlySet<string>): Promise<void> {
  const cache = join(runFolder, RUN_FILES.cache)
  for (const name of await readdir(cache).catch(() => [])) {
    if (!kept.has(join(cache, name))) await rm(join(cache, name), { recursive: true, force: true })
  }
}

/** Whether a run has all steps of another manifest as they are there. */
function holds(run: RunManifest, { steps }: RunManifest): boolean {
  const keys = new Map(run.steps.map(({ step, key }) => [step, key]))
  return steps.every(({ step, key }) => keys.get(step) === key)
}

/**
 * Opens a run folder for work. An unfinished run is made in the folder itself. A finished one stays as it is while any part
 * of it is made anew: that is done in its folder `next`, in which an interrupted rerun goes on, and replaces the old when
 * all is done.
 *
 * @param runFolder - Locked by the caller.
 * @param donor - Another run folder, whose finished steps are copied where their keys are equal.
 */
export async function openWorkplace(runFolder: string, donor?: string): Promise<Workplace> {
  await finishCommit(runFolder)
  const next = join(runFolder, RUN_FILES.next)
  const isFinished = await isThere(join(runFolder, RUN_FILES.manifest))
  const done: StepRecord[] = []
  const caches = new Set<string>()
  let folder = runFolder

  const makeNext = async () => {
    if (await isThere(next)) await removeTemporaryFiles(next)
    for (const record of done) await linkStep(runFolder, next, record)
    folder = next
  }

  const find = async (step: Step): Promise<StepRecord | undefined> => {
    const here = await finishedStep(folder, step)
    if (here) return here
    if (isFinished && folder === runFolder) {
      await makeNext()
      const begun = await finishedStep(next, step)
      if (begun) return begun
    }
    const old = folder === next ? await finishedStep(runFolder, step) : undefined
    if (old) await linkStep(runFolder, next, old)
    if (old || donor === undefined) return old
    const given = await finishedStep(donor, step)
    if (given) await copyStep(donor, folder, given)
    return given
  }

  return {
    get folder() {
      return folder
    },
    do: async (step, effects = {}) => {
      effects.signal?.throwIfAborted()
      const found = await find(step)
      for (const warning of found?.warnings ?? []) effects.onWarning?.(warning)
      const record = found ?? (await doStep({ folder, runFolder }, step, effects))
      done.push(record)
      if (step.cache) caches.add(join(runFolder, step.cache))
      return record
    },
    finish: async (manifest, { isPart }) => {
      if (!isPart) await removeOtherCaches(runFolder, caches)
      if (folder === next) {
        await writeJson(join(next, RUN_FILES.manifest), manifest)
        await finishCommit(runFolder)
        return
      }
      const file = join(runFolder, RUN_FILES.manifest)
      const before = isFinished ? manifestSchema.safeParse(await readJson(file)).data : undefined
      if (before && isPart && holds(before, manifest)) return
      if (JSON.stringify(before) !== JSON.stringify(manifest)) {
        await removeUnlisted(runFolder, manifest)
        await writeJson(file, manifest)
      }
      if (await isThere(next)) await removeNext(runFolder)
    },
  }
}
