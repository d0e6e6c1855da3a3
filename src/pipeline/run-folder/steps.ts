import { copyFile, cp, link, mkdir, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { sizeAndDigest } from '../../io/files/digest.ts'
import { readKept } from '../../io/files/read-kept.ts'
import { writeJson } from '../../io/files/write-atomic.ts'
import type { Effects, Warning } from '../../run/effects.ts'
import { RUN_FILES } from '../../run/files.ts'
import { type StepRecord, stepSchema } from '../../run/manifest.ts'
import type { StepKey } from './depends-on.ts'
import type { StepName } from './step-versions.ts'

/** One step of a run: what it depends on, and the work. */
export interface Step {
  /** Also the name of its record, `steps/NAME.json`. */
  name: StepName
  key: StepKey
  /** A folder below the run folder that spares the step work when it is done again. */
  cache?: string
  /** Does the work, writes its files whole or not at all, and tells which they are. */
  run: (place: StepPlace, effects: Effects) => Promise<StepResult>
}

/** Where a step works. */
export interface StepPlace {
  /** Holds the results of earlier steps and gets its own. */
  folder: string
  /** The run folder, for caches. It is the same folder unless a finished run is made anew. */
  runFolder: string
}

/** Paths relative to the run folder. */
export interface StepResult {
  outputs: string[]
  /** Folders with files by the thousand, or that can be made again: not looked into. */
  folders?: string[]
}

/**
 * Does a step in a folder. What it has left there for another key is removed first; the record is written last, so a step
 * that was killed is done again.
 */
export async function doStep(
  place: StepPlace,
  step: Step,
  effects: Effects = {},
): Promise<StepRecord> {
  const { folder } = place
  const file = recordFile(folder, step.name)
  await removeStep(folder, step.name)
  const warnings: Warning[] = []
  const onWarning = (warning: Warning) => {
    warnings.push(warning)
    effects.onWarning?.(warning)
  }
  const { outputs, folders = [] } = await step.run(place, { ...effects, onWarning })
  const files = await digestOutputs(folder, outputs)
  const record = { step: step.name, key: step.key, outputs: files, folders, warnings }
  await writeJson(file, record)
  return record
}

/** Sizes and digests of files of a folder. */
export const digestOutputs = (
  folder: string,
  files: readonly string[],
): Promise<StepRecord['outputs']> =>
  Promise.all(files.map(async (file) => ({ file, ...(await sizeAndDigest(join(folder, file))) })))

/** The record of a step that was done with this key and whose files are there, at their sizes. */
export async function finishedStep(
  folder: string,
  { name, key }: Pick<Step, 'name' | 'key'>,
): Promise<StepRecord | undefined> {
  const record = await readRecord(folder, name)
  return record?.key === key && (await intact(folder, record)) ? record : undefined
}

/** The record of a step; undefined if it is missing, of an older version or damaged: then the step is done again. */
export const readRecord = (folder: string, name: string): Promise<StepRecord | undefined> =>
  readKept(recordFile(folder, name), stepSchema)

/** Removes the files of a step, its record last. @param kept - Files that other steps share. */
export async function removeStep(
  folder: string,
  name: string,
  kept: ReadonlySet<string> = new Set(),
): Promise<void> {
  const record = await readRecord(folder, name)
  for (const path of record ? pathsOf(record) : []) {
    if (!kept.has(path)) await rm(join(folder, path), { recursive: true, force: true })
  }
  await rm(recordFile(folder, name), { force: true })
}

/** Files and folders that a step has written. */
export const pathsOf = ({ outputs, folders }: StepRecord): string[] => [
  ...outputs.map(({ file }) => file),
  ...folders,
]

/** Where the record of a step is. */
export const recordFile = (folder: string, name: string): string =>
  join(folder, RUN_FILES.steps, `${name}.json`)

/** Takes a finished step over from another run folder, with everything it wrote. */
export async function copyStep(from: string, to: string, record: StepRecord): Promise<void> {
  for (const { file } of record.outputs) {
    await mkdir(dirname(join(to, file)), { recursive: true })
    await copyFile(join(from, file), join(to, file))
  }
  for (const folder of record.folders)
    await cp(join(from, folder), join(to, folder), { recursive: true })
  await writeJson(recordFile(to, record.step), record)
}

/** Gives the files of a finished step a second name in another folder of the same disk; copies them where it has none. */
export async function linkStep(from: string, to: string, record: StepRecord): Promise<void> {
  for (const { file } of record.outputs) {
    const target = join(to, file)
    await mkdir(dirname(target), { recursive: true })
    await rm(target, { force: true })
    await link(join(from, file), target).catch(() => copyFile(join(from, file), target))
  }
  await writeJson(recordFile(to, record.step), record)
}

async function intact(folder: string, record: StepRecord): Promise<boolean> {
  const sizeOf = (path: string) =>
    stat(join(folder, path)).then(
      (found) => (found.isDirectory() ? 'folder' : found.size),
      () => undefined,
    )
  const files = await Promise.all(record.outputs.map(({ file }) => sizeOf(file)))
  const folders = await Promise.all(record.folders.map(sizeOf))
  return (
    record.outputs.every(({ size }, i) => size === files[i]) &&
    folders.every((found) => found === 'folder')
  )
}
