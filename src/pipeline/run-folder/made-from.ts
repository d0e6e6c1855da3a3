import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { digestFile } from '../../io/files/digest.ts'
import { readKept } from '../../io/files/read-kept.ts'
import { writeJson } from '../../io/files/write-atomic.ts'
import { EXPLORER_FILES, type OlderOutput } from '../../run/explorer.ts'
import { RUN_FILES } from '../../run/files.ts'
import {
  type MadeFrom,
  madeFromSchema,
  type RunManifest,
  type StepRecord,
} from '../../run/manifest.ts'
import { digestJson } from './digest-json.ts'
import { digestOutputs, readRecord, recordFile } from './steps.ts'
import { toolVersion } from './tool-version.ts'

/** Everything that a report shows. */
export const REPORT_SOURCES: readonly string[] = [
  ...EXPLORER_FILES,
  RUN_FILES.embeddings,
  RUN_FILES.thumbnails,
  RUN_FILES.interventions,
]

/** Digests of some files of a run folder as they are now, for what is made from them. Missing ones have none. */
export async function sourcesOf(
  folder: string,
  manifest: Pick<RunManifest, 'steps'>,
  files: readonly string[],
): Promise<MadeFrom> {
  const known = new Map(
    manifest.steps.flatMap(({ key, outputs, folders }) => [
      ...outputs.map(({ file, sha256 }): [string, string] => [file, sha256]),
      ...folders.map((name): [string, string] => [name, key]),
    ]),
  )
  const digestOf = async (file: string) =>
    file === RUN_FILES.interventions
      ? digestInterventions(folder)
      : (known.get(file) ?? (await digestFile(join(folder, file)).catch(() => null)))
  return Promise.all(files.map(async (file) => ({ file, sha256: await digestOf(file) })))
}

/** Leaves word of what a file of a later command was made from. */
export async function recordMade(
  folder: string,
  step: string,
  file: string,
  madeFrom: MadeFrom,
): Promise<void> {
  const outputs = await digestOutputs(folder, [file])
  const key = digestJson([toolVersion(), madeFrom])
  const record: StepRecord = { step, key, outputs, folders: [], warnings: [], madeFrom }
  await writeJson(recordFile(folder, step), record)
}

/** One digest of all interventions: of their manifests. */
async function digestInterventions(folder: string): Promise<string> {
  const hash = createHash('sha256')
  for (const name of await interventionsIn(folder)) {
    const text = await readFile(manifestOf(folder, name)).catch(() => '')
    hash.update(`${name}\n`).update(text)
  }
  return hash.digest('hex')
}

/** What lies in a run folder and was made from other results than those that are there now. */
export async function olderOutputs(
  folder: string,
  manifest: Pick<RunManifest, 'steps'>,
): Promise<OlderOutput[]> {
  if (manifest.steps.length === 0) return [] // no digests to compare with
  const made: [string, MadeFrom | undefined][] = []
  for (const name of await interventionsIn(folder)) {
    const inputs = await readMadeFrom(manifestOf(folder, name), 'inputs')
    if (inputs) made.push([`${RUN_FILES.interventions}/${name}`, inputs])
  }
  const there = new Set(await readdir(folder))
  for (const name of [RUN_FILES.fix, RUN_FILES.comparison]) {
    if (there.has(name)) made.push([name, await readMadeFrom(join(folder, name), 'madeFrom')])
  }
  for (const name of there.has(RUN_FILES.scored)
    ? await readdir(join(folder, RUN_FILES.scored))
    : []) {
    if (name.startsWith('.')) continue
    const record = await readRecord(folder, `scored-${name}`)
    made.push([`${RUN_FILES.scored}/${name}`, record?.madeFrom])
  }
  if (there.has(RUN_FILES.report))
    made.push([RUN_FILES.report, (await readRecord(folder, 'report'))?.madeFrom])
  const older: OlderOutput[] = []
  for (const [name, from] of made) {
    const files = from?.map(({ file }) => file) ?? []
    const now = await sourcesOf(folder, manifest, files)
    const changed = from?.filter(({ sha256 }, i) => sha256 !== now[i]?.sha256)
    if (!changed || changed.length > 0)
      older.push({ name, changed: (changed ?? []).map(({ file }) => file) })
  }
  return older
}

/** @returns undefined of what is unfinished, or of a version that did not say. */
const readMadeFrom = async (path: string, key: string): Promise<MadeFrom | undefined> =>
  (await readKept(path, z.looseObject({ [key]: madeFromSchema })))?.[key]

async function interventionsIn(folder: string): Promise<string[]> {
  const entries = await readdir(join(folder, RUN_FILES.interventions), {
    withFileTypes: true,
  }).catch(() => [])
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort()
}

const manifestOf = (folder: string, name: string) =>
  join(folder, RUN_FILES.interventions, name, 'manifest.json')
