import { join } from 'node:path'
import { digestFile } from '../../io/files/digest.ts'
import { RUN_FILES } from '../../run/files.ts'
import { digestJson } from '../run-folder/digest-json.ts'
import { readDirections, readGeometry, readManifest } from '../run-folder/open-run.ts'
import { type Scorer, scorerOf } from '../run-folder/scorer.ts'

/**
 * The scorer of a finished run, and the digest of the files that it stands in. The examples are not read: a worker has to start
 * quickly.
 */
export async function openScorer(folder: string): Promise<{ scorer: Scorer; digest: string }> {
  const manifest = await readManifest(folder)
  const directions = await readDirections(folder)
  const scorer = await scorerOf({ folder, manifest, directions, ...(await readGeometry(folder)) })
  // After reading: files that were replaced meanwhile give another digest than that of the plan.
  const files = [RUN_FILES.directions, RUN_FILES.normals, RUN_FILES.standardizer]
  const digests = await Promise.all(files.map((file) => digestFile(join(folder, file))))
  return { scorer, digest: digestJson(digests) }
}
