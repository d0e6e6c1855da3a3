// CIFAR-100 as 20 superclasses, one subclass of each thinned to every fourth training image. Reads the binary version
// (train.bin, test.bin).
//   node recipes/cifar100.js CIFAR100_FOLDER
// Writes data/cifar100/examples.parquet, with the pool, and examples-no-pool.parquet.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readCifar } from './lib/binary-files.js'
import { paperSplits, thinSubclasses } from './lib/splits.js'
import { runConverter, writeImageTable } from './lib/write-tables.js'

/** The thinned subclass of each superclass: beaver, shark, orchid, bowl, mushroom, lamp, table, ... */
export const THINNED = [4, 73, 54, 10, 51, 40, 84, 18, 3, 12, 33, 38, 64, 45, 2, 44, 80, 96, 13, 81]

/**
 * Rows of the table. Splits are taken within superclasses, and only then is the training split thinned.
 *
 * @param {{ coarse: ArrayLike<number>, fine: ArrayLike<number> }} train - Labels of the training images.
 * @param {{ coarse: ArrayLike<number>, fine: ArrayLike<number> }} test
 * @param {{ pool: boolean }} options
 */
export function cifar100Rows(train, test, { pool }) {
  const splits = paperSplits(train.coarse, { pool: pool ? 'every second' : 'none' })
  const kept = { ...splits, train: thinSubclasses(splits.train, train.fine, THINNED) }
  const row =
    (source, { coarse, fine }, split) =>
    (index) => ({
      source,
      index,
      split,
      coarse: coarse[index],
      fine: fine[index],
      minority: THINNED.includes(fine[index]),
    })
  const trained = Object.entries(kept).flatMap(([split, indices]) =>
    indices.map(row('train', train, split)),
  )
  const all = Array.from({ length: test.coarse.length }, (_, index) => index)
  return [...trained, ...all.map(row('test', test, 'test'))]
}

const readNames = (file) => readFileSync(file, 'utf8').trim().split(/\s+/)

runConverter(import.meta.url, async ([folder = '.']) => {
  const superclasses = readNames(join(folder, 'coarse_label_names.txt'))
  const subclasses = readNames(join(folder, 'fine_label_names.txt'))
  const [train, test] = ['train.bin', 'test.bin'].map((name) => readCifar([join(folder, name)], 2))
  const labels = ({ labels: [coarse, fine] }) => ({ coarse, fine })
  const out = join(dirname(fileURLToPath(import.meta.url)), 'data', 'cifar100')
  for (const pool of [true, false]) {
    const rows = cifar100Rows(labels(train), labels(test), { pool })
    const table = rows.map(({ source, index, split, coarse, fine, minority }) => ({
      id: `${source}-${index}`,
      label: superclasses[coarse],
      split,
      subclass: subclasses[fine],
      minority,
    }))
    const pixels = (i) => (rows[i].source === 'train' ? train : test).pixels(rows[i].index)
    const file = join(out, pool ? 'examples.parquet' : 'examples-no-pool.parquet')
    await writeImageTable(file, table, { width: 32, height: 32, pixels })
  }
  return `${train.count + test.count} images read; wrote ${out}`
})
