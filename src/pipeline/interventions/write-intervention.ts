import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { digestFile, sizeAndDigest } from '../../io/files/digest.ts'
import { writeBytes, writeJson } from '../../io/files/write-atomic.ts'
import { ConfigError } from '../../run/errors.ts'
import { RUN_FILES } from '../../run/files.ts'
import { type InterventionManifest, interventionSchema } from '../../run/interventions-file.ts'
import type { Run } from '../run-folder/open-run.ts'

/** A file of an intervention: its content, or that it is there already. */
export interface OutputFile {
  file: string
  about: string
  /** Left out if the file has been written. */
  content?: Uint8Array | string
}

/** What an intervention came to, before it is written. */
export interface Intervention
  extends Pick<
    InterventionManifest,
    'name' | 'kind' | 'rule' | 'settings' | 'seed' | 'counts' | 'warnings'
  > {
  /** Files of the run folder it was made from. */
  inputs: readonly string[]
  files: readonly OutputFile[]
}

/** Writes an intervention under `interventions/NAME`, its manifest last: a folder without one is unfinished. */
export async function writeIntervention(
  run: Run,
  intervention: Intervention,
): Promise<InterventionManifest> {
  const { files, inputs, ...rest } = intervention
  const folder = interventionFolder(run, intervention.name)
  await rm(join(folder, 'manifest.json'), { force: true })
  for (const { file, content } of files) {
    if (content !== undefined) await writeBytes(join(folder, file), content)
  }
  const manifest = interventionSchema.parse({
    format: 'faultline-intervention',
    version: 1,
    ...rest,
    inputs: await Promise.all(
      inputs.map(async (file) => ({ file, sha256: await digestFile(join(run.folder, file)) })),
    ),
    files: await Promise.all(
      files.map(async ({ file, about }) => ({
        file,
        ...(await sizeAndDigest(join(folder, file))),
        about,
      })),
    ),
  })
  await writeJson(join(folder, 'manifest.json'), manifest)
  return manifest
}

/** Where an intervention is written. @throws ConfigError if the name is none for a folder. */
export function interventionFolder(run: Run, name: string): string {
  if (!/^\w[\w.-]{0,99}$/.test(name)) {
    throw new ConfigError(
      `Cannot name an intervention "${name}": expected letters, digits, dots and dashes`,
    )
  }
  return join(run.folder, RUN_FILES.interventions, name)
}
