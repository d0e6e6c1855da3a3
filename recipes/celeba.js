// CelebA, age with gender correlated 4:1. Reads list_attr_celeba.txt and list_eval_partition.txt.
//   node recipes/celeba.js CELEBA_FOLDER
// Writes data/celeba-age/examples.csv (validation balanced) and examples-skewed.csv (validation 4:1, as training).
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runConverter, writeCsv } from './lib/write-tables.js'

/** Old women, old men, young women, young men: the order of the paper's index files, which its unshuffled folds see. */
const GROUPS = [
  { label: 'old', gender: 'woman' },
  { label: 'old', gender: 'man' },
  { label: 'young', gender: 'woman' },
  { label: 'young', gender: 'man' },
]
const PARTITIONS = ['train', 'val', 'test']

/**
 * Every image with its official partition, age and gender, in the order of the attribute list.
 *
 * @param {string} attributes - Text of list_attr_celeba.txt: a count, the names of 40 attributes, then a line an image.
 * @param {string} partition - Text of list_eval_partition.txt: a line an image, 0 train, 1 validation, 2 test.
 */
export function readCeleba(attributes, partition) {
  const [, header = '', ...lines] = attributes.split(/\r?\n/)
  const names = header.trim().split(/\s+/)
  const [young, male] = [names.indexOf('Young'), names.indexOf('Male')]
  if (young < 0 || male < 0) {
    throw new Error(
      'Cannot read list_attr_celeba.txt: no attributes Young and Male in its second line',
    )
  }
  const partitionOf = new Map(
    partition.split(/\r?\n/).map((line) => {
      const [name, number] = line.trim().split(/\s+/)
      return [name, PARTITIONS[Number(number)]]
    }),
  )
  return lines.flatMap((line) => {
    const [name, ...values] = line.trim().split(/\s+/)
    if (!name) return []
    return [
      {
        file_name: name,
        label: values[young] === '1' ? 'young' : 'old',
        gender: values[male] === '1' ? 'man' : 'woman',
        split: partitionOf.get(name),
      },
    ]
  })
}

/**
 * The paper's rows: training 4:1, validation balanced (the least group's size of each) or 4:1, all of the test.
 *
 * Of a group the first items in dataset order are taken. With 4:1 the minority, old women and young men, is
 * min(old women, floor(old men / 4)).
 *
 * @param {ReturnType<typeof readCeleba>} images
 * @param {'balanced' | 'skewed'} validation
 */
export function celebaRows(images, validation) {
  const take = (split, sizes) => {
    const groups = groupsOf(images, split)
    const counts = sizes(groups.map((group) => group.length))
    return groups.flatMap((group, i) => group.slice(0, counts[i]))
  }
  const balanced = (counts) => counts.map(() => Math.min(...counts))
  return [
    ...take('train', skewed),
    ...take('val', validation === 'balanced' ? balanced : skewed),
    ...take('test', (counts) => counts),
  ]
}

function skewed([oldWomen, oldMen]) {
  const minority = Math.min(oldWomen, Math.floor(oldMen / 4))
  return [minority, 4 * minority, 4 * minority, minority]
}

const groupsOf = (images, split) =>
  GROUPS.map(({ label, gender }) =>
    images.filter((row) => row.split === split && row.label === label && row.gender === gender),
  )

runConverter(import.meta.url, async ([folder = '.']) => {
  const read = (name) => readFileSync(join(folder, name), 'utf8')
  const images = readCeleba(read('list_attr_celeba.txt'), read('list_eval_partition.txt'))
  const out = join(dirname(fileURLToPath(import.meta.url)), 'data', 'celeba-age')
  writeCsv(join(out, 'examples.csv'), celebaRows(images, 'balanced'))
  writeCsv(join(out, 'examples-skewed.csv'), celebaRows(images, 'skewed'))
  return `${images.length} images read; wrote ${out}`
})
