import { appendFile, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folderOf } from '../../../test/folder-of.ts'
import { comparisonOf } from '../../../test/make-run/comparison-of.ts'
import { makeRun } from '../../../test/make-run/make-run.ts'
import { compareFileSchema } from '../../run/compare-file.ts'
import { RUN_FILES } from '../../run/files.ts'
import { olderOutputs } from '../run-folder/made-from.ts'
import { openRun } from '../run-folder/open-run.ts'
import { keepComparison } from './keep-comparison.ts'

const folder = await folderOf()

test('a comparison is kept with the new run, and told as older once that run has changed', async () => {
  const plan = await makeRun(folder, { examples: 60, classes: 2 })
  await rm(join(folder, RUN_FILES.comparison))
  await rm(join(folder, RUN_FILES.fix))
  await keepComparison(await openRun(folder), comparisonOf(plan))
  const kept = JSON.parse(await readFile(join(folder, RUN_FILES.comparison), 'utf8'))
  expect(compareFileSchema.parse(kept).madeFrom?.map(({ file }) => file)).toContain(
    RUN_FILES.directions,
  )
  // A made run names no steps, without which nothing is told as older.
  const step = { step: 'x', key: '', outputs: [], folders: [], warnings: [] }
  const older = () => olderOutputs(folder, { steps: [step] })
  const names = async () => (await older()).map(({ name }) => name)
  expect(await names()).not.toContain(RUN_FILES.comparison)
  await appendFile(join(folder, RUN_FILES.directions), ' ')
  expect(await older()).toContainEqual({
    name: RUN_FILES.comparison,
    changed: [RUN_FILES.directions],
  })
})
