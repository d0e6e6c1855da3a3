import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { folderOf } from '../../../test/folder-of.ts'
import { configOf, faultline, guardedRun, tableOf } from '../../../test/pipeline/guarded-run.ts'
import { writeNpy } from '../../io/vectors/npy.ts'
import { olderOutputs } from '../../pipeline/run-folder/made-from.ts'
import { openRun, type Run } from '../../pipeline/run-folder/open-run.ts'
import { compareFileSchema } from '../../run/compare-file.ts'

const folder = await folderOf()
let run: Run
beforeAll(async () => {
  run = await guardedRun(folder)
})

/** A config with the old predictions, some of them changed. */
async function changed(name: string, change: (row: number, old: number) => number, more = {}) {
  const { examples } = run
  const predictions = examples.predictions.map((old, row) => change(row, old))
  await writeFile(join(folder, `${name}.csv`), tableOf(examples, predictions))
  const config = JSON.parse(configOf(`${name}.csv`, 'vectors.npy'))
  await writeFile(join(folder, `${name}.json`), JSON.stringify({ ...config, ...more }))
}

test('compare says in plain words what changed from one run to the other', async () => {
  // Wrong on the flagged images that the old model got right.
  const { flagged, labels, splits } = run.examples
  await changed('new', (row, old) =>
    splits[row] === 'test' && flagged[row] === 1 && old === labels[row] ? (old + 1) % 3 : old,
  )
  await faultline(folder, ['score', 'new.json', '--out', 'new'])
  await faultline(folder, ['freeze', 'old', '-o', 'modes.json'])
  const { code, out } = await faultline(folder, ['compare', 'old', 'new'])
  expect(code).toBe(0)
  expect(out).toMatch(
    /cat#1.*: wrong on \d+ of \d+ .* before and \d+ of \d+ .* now, \d+ broke and 0 were mended/,
  )
  const byFile = await faultline(folder, [...['compare', 'modes.json', 'new', '--json'], '--keep'])
  const file = compareFileSchema.parse(JSON.parse(byFile.out))
  expect(file.modes.some(({ verdict }) => verdict === 'worse')).toBe(true)
  expect(JSON.parse(await readFile(join(folder, 'new/comparison.json'), 'utf8'))).toMatchObject(
    file,
  )
  const { manifest } = await openRun(join(folder, 'new'))
  expect(await olderOutputs(join(folder, 'new'), manifest)).toEqual([])
  await faultline(folder, ['score', 'new.json', '--out', 'new', '--set', 'method.flagShare=0.3'])
  const anew = await openRun(join(folder, 'new'))
  expect(await olderOutputs(join(folder, 'new'), anew.manifest)).toMatchObject([
    { name: 'comparison.json' },
  ])
})

test('compare finds what got worse where no failure mode was known, with the counts of a hand count', async () => {
  const { examples } = run
  const { labels, predictions, classes, splits, metadata } = examples
  const isOwlAtNight = (row: number) =>
    classes[labels[row] ?? -1] === 'owl' && metadata['time']?.values[row] === 'night'
  // The vectors say night along feature 5.
  const texts = ['an owl at night', 'an owl in a tree', 'an owl in flight', 'a small owl']
  const words = texts.flatMap((_, i) => Array.from({ length: 16 }, (_, j) => Number(j === 5 + i)))
  await writeNpy(join(folder, 'words.npy'), Float32Array.from(words), [texts.length, 16])
  const captions = { texts, embeddings: 'words.npy' }
  const change = (row: number, old: number) => (isOwlAtNight(row) && row % 5 !== 0 ? 0 : old)
  await changed('owls', change, { captions })
  await faultline(folder, ['run', 'owls.json', '--out', 'owls'])
  const { out } = await faultline(folder, ['compare', 'old', 'owls', '--json'])
  const { shifts } = compareFileSchema.parse(JSON.parse(out))
  expect(shifts?.map(({ class: name, side }) => `${name} ${side}`)).toEqual(['owl worse'])
  const [shift] = shifts ?? []
  expect(shift?.name).toBe('an owl at night')
  const owls = [...labels.keys()].filter(
    (row) => splits[row] === 'test' && classes[labels[row] ?? -1] === 'owl',
  )
  const broke = owls.filter(
    (row) => isOwlAtNight(row) && row % 5 !== 0 && predictions[row] === labels[row],
  )
  expect((shift?.change.broken ?? 0) + (shift?.rest.broken ?? 0)).toBe(broke.length)
  expect((shift?.change.new.examples ?? 0) + (shift?.rest.new.examples ?? 0)).toBe(owls.length)
  expect(shift?.change.broken).toBeGreaterThan(0.7 * broke.length)
  const text = await faultline(folder, ['compare', 'old', 'owls'])
  expect(text.out).toMatch(/In class owl the new model lost most on "an owl at night": wrong on/)
  const same = await faultline(folder, ['compare', 'old', 'old', '--json'])
  expect(JSON.parse(same.out).shifts).toEqual([])
})
