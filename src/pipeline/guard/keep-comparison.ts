import { join } from 'node:path'
import { writeJson } from '../../io/files/write-atomic.ts'
import type { CompareFile } from '../../run/compare-file.ts'
import { RUN_FILES } from '../../run/files.ts'
import { holdRun } from '../run-folder/hold-run.ts'
import { sourcesOf } from '../run-folder/made-from.ts'
import type { Run } from '../run-folder/open-run.ts'

/** What a comparison is about, of the new run. */
const SOURCES = [RUN_FILES.examples, RUN_FILES.directions, RUN_FILES.embeddings]

/** Writes a comparison into the folder of the new run, where the explorer and the report show it. */
export function keepComparison(now: Run, file: CompareFile): Promise<void> {
  return holdRun(now, async () => {
    const madeFrom = await sourcesOf(now.folder, now.manifest, SOURCES)
    await writeJson(join(now.folder, RUN_FILES.comparison), { ...file, madeFrom })
  })
}
