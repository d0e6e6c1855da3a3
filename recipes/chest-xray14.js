// ChestX-ray14, one disease at a time, view position as the known group. Reads Data_Entry_2017.csv and the lists
// train_list.txt, val_list.txt and test_list.txt (a file name, then anything, on each line).
//   node recipes/chest-xray14.js CHESTXRAY_FOLDER
// Writes data/chest-xray14/examples.csv: file_name, split, view and a 0/1 column for each of the 14 findings.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'csv-parse/sync'
import { runConverter, writeCsv } from './lib/write-tables.js'

/** In the order of the data set's 14 outputs. */
export const FINDINGS = [
  'Atelectasis',
  'Cardiomegaly',
  'Effusion',
  'Infiltration',
  'Mass',
  'Nodule',
  'Pneumonia',
  'Pneumothorax',
  'Consolidation',
  'Edema',
  'Emphysema',
  'Fibrosis',
  'Pleural_Thickening',
  'Hernia',
]

/**
 * Rows of the table, in the order of the lists.
 *
 * @param {string} entries - Text of Data_Entry_2017.csv, with `Image Index`, `Finding Labels` and `View Position`.
 * @param {Record<string, string>} lists - Text of the list of each split.
 */
export function chestXrayRows(entries, lists) {
  const records = parse(entries, { columns: true, bom: true, relax_column_count: true })
  const entryOf = new Map(records.map((record) => [record['Image Index'], record]))
  return Object.entries(lists).flatMap(([split, list]) =>
    list
      .split(/\r?\n/)
      .map((line) => line.trim().split(/\s+/)[0].split('/').at(-1))
      .filter((name) => name !== '')
      .map((name) => {
        const entry = entryOf.get(name)
        if (!entry)
          throw new Error(`Cannot find "${name}" of the ${split} list in Data_Entry_2017.csv`)
        const found = entry['Finding Labels'].split('|')
        const labels = FINDINGS.map((finding) => [finding, found.includes(finding) ? 1 : 0])
        return {
          file_name: name,
          split,
          view: entry['View Position'],
          ...Object.fromEntries(labels),
        }
      }),
  )
}

runConverter(import.meta.url, async ([folder = '.']) => {
  const read = (name) => readFileSync(join(folder, name), 'utf8')
  const lists = Object.fromEntries(
    ['train', 'val', 'test'].map((split) => [split, read(`${split}_list.txt`)]),
  )
  const rows = chestXrayRows(read('Data_Entry_2017.csv'), lists)
  const file = join(dirname(fileURLToPath(import.meta.url)), 'data', 'chest-xray14', 'examples.csv')
  writeCsv(file, rows)
  return `${rows.length} images listed; wrote ${file}`
})
