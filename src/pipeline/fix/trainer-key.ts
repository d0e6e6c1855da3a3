import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { digestFile } from '../../io/files/digest.ts'
import { RUN_FILES } from '../../run/files.ts'
import type { FixConfig } from '../../run/fix-config.ts'
import { digestJson } from '../run-folder/digest-json.ts'
import type { Run } from '../run-folder/open-run.ts'
import type { Features } from './read-features.ts'

/** What a training of the probe depends on besides its rows, weights and seed, as JSON. */
export async function probeKey(run: Run, fix: FixConfig, features: Features): Promise<unknown> {
  const embeddings = join(run.folder, RUN_FILES.embeddings)
  return ['probe', labelsDigest(run), fix.l2, features.sha256 ?? (await digestFile(embeddings))]
}

/** The same of a command: its words and the content of every file among them, so that an edited script runs anew. */
export async function commandKey(
  run: Run,
  command: NonNullable<FixConfig['command']>,
  baseFolder: string,
): Promise<unknown> {
  const digests = await Promise.all(
    command.run.map(async (word) => {
      const file = resolve(baseFolder, word)
      const found = await stat(file).catch(() => undefined)
      return found?.isFile() ? digestFile(file) : word
    }),
  )
  return ['command', labelsDigest(run), command.run, digests]
}

function labelsDigest({ examples: { ids, labels, classes } }: Run): string {
  return digestJson([ids, Array.from(labels), classes])
}
