import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { writeBytes } from '../../io/files/write-atomic.ts'
import { RUN_FILES } from '../../run/files.ts'
import { recordMade, sourcesOf } from '../run-folder/made-from.ts'
import type { Run } from '../run-folder/open-run.ts'
import { recordFile } from '../run-folder/steps.ts'

/** Writes the scores of images from outside to `scored/NAME.csv`, and which directions they come from. */
export async function writeScored(run: Run, name: string, text: string): Promise<string> {
  const file = `${RUN_FILES.scored}/${name}.csv`
  const path = join(run.folder, file)
  const sources = [RUN_FILES.directions, RUN_FILES.normals, RUN_FILES.standardizer]
  const madeFrom = await sourcesOf(run.folder, run.manifest, sources)
  const step = `scored-${name}.csv`
  await rm(recordFile(run.folder, step), { force: true })
  await writeBytes(path, text)
  await recordMade(run.folder, step, file, madeFrom)
  return path
}
