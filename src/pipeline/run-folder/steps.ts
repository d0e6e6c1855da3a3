import { createHash } from 'node:crypto'
import { copyFile, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { digestFile } from '../../io/files/digest.ts'
import { writeJson } from '../../io/files/write-atomic.ts'
import type { Effects, Warning } from '../../run/effects.ts'
import { RUN_FILES } from '../../run/files.ts'
import { type StepRecord, stepSchema } from '../../run/manifest.ts'

/** One step of a run: what it depends on, and the work. */
export interface Step {
  /** Also the name of its record, `steps/NAME.json`. */
  name: string
  /** Everything the result depends on, as JSON. An equal key means an equal result. */
  key: unknown
  /** Does the work, writes its files whole or not at all, and tells which they are. */
  run: (effects: Effects) => Promise<{ outputs: string[] }>
}

/** Where a step is done. */
export interface StepPlace {
  /** The run folder. */
  folder: string
  /** Another run folder, whose finished step is copied if its key is equal. */
  donor?: string | undefined
}

/**
 * Does a step, or finds it done: a record with the same key whose files are all there, at their sizes.
 *
 * The record is written last, so a step that was killed is done again. The manifest of the run is removed before
 * anything changes: a folder without it is unfinished.
 *
 * @returns The record, with the warnings that the work gave when it was done.
 */
export async function runStep(
  { folder, donor }: StepPlace,
  step: Step,
  effects: Effects = {},
): Promise<StepRecord> {
  const key = digestJson(step.key)
  const file = join(folder, RUN_FILES.steps, `${step.name}.json`)
  const done = await finishedStep(folder, step.name, key)
  if (done) {
    for (const warning of done.warnings) effects.onWarning?.(warning)
    return done
  }
  await rm(join(folder, RUN_FILES.manifest), { force: true })
  await rm(file, { force: true })
  const given = donor === undefined ? undefined : await finishedStep(donor, step.name, key)
  if (donor !== undefined && given) {
    for (const output of given.outputs)
      await copyFile(join(donor, output.file), join(folder, output.file))
    await writeJson(file, given)
    return given
  }
  const warnings: Warning[] = []
  const onWarning = (warning: Warning) => {
    warnings.push(warning)
    effects.onWarning?.(warning)
  }
  const { outputs } = await step.run({ ...effects, onWarning })
  const files = await Promise.all(outputs.map((output) => fileRecord(folder, output)))
  const record: StepRecord = { step: step.name, key, outputs: files, warnings }
  await writeJson(file, record)
  return record
}

/** Digest of a step's results, for the keys of the steps that build on them. */
export const resultsOf = (record: StepRecord): string[] =>
  record.outputs.map(({ sha256 }) => sha256)

/** sha256 of a value as JSON with sorted keys. */
export function digestJson(value: unknown): string {
  const sorted = (_: string, inner: unknown) =>
    inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner
  return createHash('sha256')
    .update(JSON.stringify(value, sorted) ?? 'undefined')
    .digest('hex')
}

async function fileRecord(folder: string, file: string) {
  const { size } = await stat(join(folder, file))
  return { file, size, sha256: await digestFile(join(folder, file)) }
}

/** The record of a step that was done with this key and whose files are there. */
async function finishedStep(
  folder: string,
  name: string,
  key: string,
): Promise<StepRecord | undefined> {
  try {
    const file = join(folder, RUN_FILES.steps, `${name}.json`)
    const record = stepSchema.parse(JSON.parse(await readFile(file, 'utf8')))
    return record.key === key && (await intact(folder, record)) ? record : undefined
  } catch {
    return undefined // missing, of an older version or damaged: the step is done again
  }
}

async function intact(folder: string, record: StepRecord): Promise<boolean> {
  const sizes = await Promise.all(
    record.outputs.map(({ file }) =>
      stat(join(folder, file)).then(
        ({ size }) => size,
        () => -1,
      ),
    ),
  )
  return record.outputs.every(({ size }, i) => size === sizes[i])
}
