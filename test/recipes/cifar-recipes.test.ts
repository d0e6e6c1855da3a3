import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folderOf } from '../folder-of.ts'
import { copyOfRecipes, countOf, datasetOf, recipe, run } from './recipe-files.ts'

const { paperSplits } = await recipe('lib/splits.js')

/** Labels of a size and balance like CIFAR-10's; class 0 begins at the places that it has there. */
function cifarLikeLabels(): number[] {
  const zeros = new Set([29, 30, 35, 49, 77, 93, 115, 116, 129, 165, 179, 185])
  const labels = Array.from({ length: 190 }, (_, i) => (zeros.has(i) ? 0 : 1 + (i % 9)))
  const counts = labels.reduce(
    (sum, label) => sum.with(label, (sum[label] ?? 0) + 1),
    Array(10).fill(0),
  )
  for (let label = 0; labels.length < 50_000; label = (label + 1) % 10) {
    if (counts[label] === 5000) continue
    counts[label] += 1
    labels.push(label)
  }
  return labels
}

test('CIFAR-10 with a quarter of the data: 10,000 / 10,000 / 30,000, and the paper’s first indices of class 0', async () => {
  const { cifar10Rows } = await recipe('cifar10.js')
  const rows = cifar10Rows(cifarLikeLabels(), new Array(10_000).fill(3), 'quarter')
  expect(countOf(rows.map((row: { split: string }) => row.split))).toEqual({
    train: 10_000,
    val: 10_000,
    pool: 30_000,
    test: 10_000,
  })
  const first = (split: string) =>
    rows
      .filter(
        (row: { split: string; label: string }) => row.split === split && row.label === 'airplane',
      )
      .slice(0, 3)
      .map((row: { index: number }) => row.index)
  expect(first('val')).toEqual([29, 93, 179])
  expect(first('train')).toEqual([30, 115, 185])
})

test('the other splits of the paper have its sizes', () => {
  const labels = cifarLikeLabels()
  const sizes = (pool: string) => {
    const { train, val, pool: rest } = paperSplits(labels, { pool })
    return [train.length, val.length, rest.length]
  }
  expect(sizes('none')).toEqual([40_000, 10_000, 0])
  expect(sizes('every second')).toEqual([20_000, 10_000, 20_000])
  const { train, pool } = paperSplits(new Array(6).fill(0), { pool: 'every second' })
  expect([train, pool]).toEqual([
    [2, 4],
    [1, 3],
  ])
})

test('CIFAR-100: validation is taken within superclasses, and only training thins a subclass to every fourth', async () => {
  const { cifar100Rows, THINNED } = await recipe('cifar100.js')
  expect(THINNED).toHaveLength(20)
  const n = 2500
  const fine = Array.from({ length: n }, (_, i) => [4, 30, 55, 72, 95][i % 5] ?? 0) // aquatic mammals; 4 = beaver
  const labels = { coarse: new Array(n).fill(0), fine }
  const rows = cifar100Rows(labels, { coarse: [0], fine: [4] }, { pool: false })
  const of = (split: string) => rows.filter((row: { split: string }) => row.split === split)
  expect([of('train').length, of('val').length, of('test').length]).toEqual([2000, 500, 1])
  // Here validation, every fifth, happens to be all beavers: none is left to thin.
  expect(of('val').every((row: { minority: boolean }) => row.minority)).toBe(true)
  const shifted = { ...labels, fine: fine.map((_, i) => [4, 4, 30, 55, 72, 95, 30][i % 7] ?? 0) }
  const thinned = cifar100Rows(shifted, { coarse: [0], fine: [4] }, { pool: true })
  const train = thinned.filter((row: { split: string }) => row.split === 'train')
  const others = thinned.filter((row: { split: string }) => row.split === 'pool')
  const beavers = train.filter((row: { minority: boolean }) => row.minority).length
  const pooled = others.filter((row: { minority: boolean }) => row.minority).length
  expect(others).toHaveLength(1000)
  expect(beavers).toBeGreaterThan(60)
  expect(Math.abs(beavers - pooled / 4)).toBeLessThan(5)
})

test('CIFAR-10’s converter reads the binary batches and writes a table that loads, pixels and all', async () => {
  const folder = await copyOfRecipes()
  const files = await folderOf()
  const record = (label: number, red: number) =>
    Buffer.concat([
      Buffer.from([label]),
      Buffer.alloc(1024, red),
      Buffer.alloc(1024, 20),
      Buffer.alloc(1024, 30),
    ])
  const batch = (seed: number) =>
    Buffer.concat(Array.from({ length: 10 }, (_, i) => record(i, seed)))
  for (const k of [1, 2, 3, 4, 5]) await writeFile(join(files, `data_batch_${k}.bin`), batch(k))
  await writeFile(join(files, 'test_batch.bin'), batch(9))
  const names = 'airplane automobile bird cat deer dog frog horse ship truck'
  await writeFile(join(files, 'batches.meta.txt'), `${names.replaceAll(' ', '\n')}\n\n`)
  expect(await run(folder, 'cifar10.js', files)).toMatch(/^60 images read/)
  const dataset = await datasetOf(folder, 'cifar10-quarter.json')
  expect(countOf(dataset.splits)).toEqual({ train: 10, val: 10, pool: 30, test: 10 })
  expect(dataset.ids[0]).toBe('train-10') // the second airplane: the first is validation
  const { default: sharp } = await import('sharp')
  const png = await dataset.images?.read(dataset.ids.indexOf('test-0'))
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true })
  expect([info.width, info.height, ...data.subarray(0, 3)]).toEqual([32, 32, 9, 20, 30])
})
