// CIFAR-10 from its binary version (data_batch_1.bin ... data_batch_5.bin, test_batch.bin).
//   node recipes/cifar10.js CIFAR10_FOLDER
// Writes data/cifar10/quarter.parquet (25 % of the training data, the rest a pool) and all.parquet.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readCifar } from './lib/binary-files.js'
import { paperSplits } from './lib/splits.js'
import { runConverter, writeImageTable } from './lib/write-tables.js'

const CLASSES = 'airplane automobile bird cat deer dog frog horse ship truck'.split(' ')
const BATCHES = [1, 2, 3, 4, 5].map((k) => `data_batch_${k}.bin`)

/**
 * Rows of the table, class by class inside a split; `source` and `index` tell where the pixels are.
 *
 * @param {ArrayLike<number>} train - Labels of the 50,000 training images.
 * @param {ArrayLike<number>} test - Labels of the 10,000 test images.
 * @param {'quarter' | 'all'} part
 */
export function cifar10Rows(train, test, part) {
  const splits = paperSplits(train, { pool: part === 'quarter' ? 'all but every fourth' : 'none' })
  const rows = Object.entries(splits).flatMap(([split, indices]) =>
    indices.map((index) => ({ source: 'train', index, split, label: CLASSES[train[index]] })),
  )
  const tested = Array.from(test, (label, index) => ({
    source: 'test',
    index,
    split: 'test',
    label: CLASSES[label],
  }))
  return [...rows, ...tested]
}

runConverter(import.meta.url, async ([folder = '.']) => {
  const names = readFileSync(join(folder, 'batches.meta.txt'), 'utf8').trim().split(/\s+/)
  if (names.join() !== CLASSES.join())
    throw new Error('Cannot read batches.meta.txt: other classes')
  const train = readCifar(
    BATCHES.map((name) => join(folder, name)),
    1,
  )
  const test = readCifar([join(folder, 'test_batch.bin')], 1)
  const out = join(dirname(fileURLToPath(import.meta.url)), 'data', 'cifar10')
  for (const part of ['quarter', 'all']) {
    const rows = cifar10Rows(train.labels[0], test.labels[0], part)
    const table = rows.map(({ source, index, split, label }) => ({
      id: `${source}-${index}`,
      label,
      split,
    }))
    const pixels = (i) => (rows[i].source === 'train' ? train : test).pixels(rows[i].index)
    await writeImageTable(join(out, `${part}.parquet`), table, { width: 32, height: 32, pixels })
  }
  return `${train.count + test.count} images read; wrote ${out}`
})
