// ImageNet (ILSVRC 2012) with validation from every fifth training image of a class. Reads the names of the files in
// train/nXXXXXXXX/*.JPEG and val/nXXXXXXXX/*.JPEG.
//   node recipes/imagenet.js IMAGENET_FOLDER [--pool]
// Writes data/imagenet/examples.csv; with --pool half of the other training images become the pool.
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { paperSplits } from './lib/splits.js'
import { runConverter, writeCsv } from './lib/write-tables.js'

/**
 * Rows of the table, class by class inside a split. The official validation images are the test.
 *
 * @param {Record<string, string[]>} train - File names of each class, sorted.
 * @param {Record<string, string[]>} val - The same for the official validation images.
 * @param {{ pool: boolean }} options
 */
export function imagenetRows(train, val, { pool }) {
  const ids = Object.keys(train).sort()
  const files = ids.flatMap((id, label) => train[id].map((name) => ({ id, label, name })))
  const labels = files.map(({ label }) => label)
  const splits = paperSplits(labels, { pool: pool ? 'every second' : 'none' })
  const trained = Object.entries(splits).flatMap(([split, indices]) =>
    indices.map((index) => {
      const { id, name } = files[index]
      return { file_name: `train/${id}/${name}`, label: id, split }
    }),
  )
  const tested = ids.flatMap((id) =>
    (val[id] ?? []).map((name) => ({ file_name: `val/${id}/${name}`, label: id, split: 'test' })),
  )
  return [...trained, ...tested]
}

function listClasses(folder) {
  const ids = readdirSync(folder).filter((name) => /^n\d{8}$/.test(name))
  return Object.fromEntries(ids.map((id) => [id, readdirSync(join(folder, id)).sort()]))
}

runConverter(import.meta.url, async (args) => {
  const folder = args.find((arg) => !arg.startsWith('--')) ?? '.'
  const [train, val] = ['train', 'val'].map((name) => listClasses(join(folder, name)))
  const rows = imagenetRows(train, val, { pool: args.includes('--pool') })
  const file = join(dirname(fileURLToPath(import.meta.url)), 'data', 'imagenet', 'examples.csv')
  writeCsv(file, rows)
  return `${rows.length} images listed; wrote ${file}`
})
