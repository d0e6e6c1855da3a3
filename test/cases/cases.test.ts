import { existsSync } from 'node:fs'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { runLabels } from '../../src/pipeline/run/run-labels.ts'
import { loadConfig } from '../../src/pipeline/run-folder/load-config.ts'
import { folderOf } from '../folder-of.ts'
import { firstDifference } from './compare-texts.ts'
import { makeData } from './make-data.ts'
import { renderRun } from './render-run.ts'

// A case is a folder with a config and the run folder expected of it, as text. `npm run cases` writes what is expected anew,
// with --data also what all cases read; look at the diff before you commit it.
const ROOT = import.meta.dirname
const UPDATE = process.env['CI'] ? undefined : process.env['FAULTLINE_CASES']
const CASES = (await readdir(ROOT, { withFileTypes: true }))
  .filter((entry) => entry.isDirectory() && existsSync(join(ROOT, entry.name, 'faultline.json')))
  .map(({ name }) => name)
  .sort()

beforeAll(async () => {
  if (UPDATE === 'data') await makeData(join(ROOT, 'data'))
})

test.each(CASES)('case %s gives the run folder that stands beside it', async (name) => {
  const { config, baseFolder } = await loadConfig(join(ROOT, name, 'faultline.json'))
  const folder = await folderOf()
  await runLabels(config, { folder, baseFolder, workers: 1 })
  const actual = await renderRun(folder).then((text) => text.replaceAll(folder, 'RUN'))

  const file = join(ROOT, name, 'expected.txt')
  const changed = join(ROOT, name, 'expected-changed.txt')
  await rm(changed, { force: true })
  if (UPDATE) await writeFile(file, actual)
  const difference = firstDifference(await readFile(file, 'utf8'), actual)
  if (difference && !process.env['CI']) await writeFile(changed, actual)
  expect(difference, `compare ${file} with expected-changed.txt`).toBeUndefined()
})

test('numbers are compared by value, everything else letter by letter', () => {
  const line = '"p": 0.123456, "rows": 12'
  expect(firstDifference(line, '"p": 0.123457, "rows": 12')).toBeUndefined()
  expect(firstDifference(line, '"p": 0.123556, "rows": 12')?.line).toBe(1)
  expect(firstDifference(line, '"p": 0.123456, "rows": 13')?.line).toBe(1)
  expect(firstDifference(line, '"q": 0.123456, "rows": 12')?.line).toBe(1)
  expect(firstDifference('a\nb', 'a')?.line).toBe(2)
  expect(firstDifference('a', 'a\nb')?.line).toBe(2)
  expect(firstDifference('0', '1e-12')).toBeUndefined()
})
