import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folderOf } from '../folder-of.ts'
import { copyOfRecipes, countOf, datasetOf, recipe, run } from './recipe-files.ts'

test('CelebA: minority first in each class, 4:1 in training and, if skewed, in validation; the first items are taken', async () => {
  const folder = await copyOfRecipes()
  const files = await folderOf()
  const groups = [
    { young: '-1', male: '-1', sizes: [5, 3, 2] },
    { young: '-1', male: ' 1', sizes: [13, 9, 2] },
    { young: ' 1', male: '-1', sizes: [30, 10, 2] },
    { young: ' 1', male: ' 1', sizes: [20, 8, 2] },
  ]
  const lines: string[] = []
  const partition: string[] = []
  for (const split of [0, 1, 2]) {
    for (const { young, male, sizes } of groups) {
      for (let i = 0; i < (sizes[split] ?? 0); i++) {
        const name = `${String(lines.length + 1).padStart(6, '0')}.jpg`
        lines.push(`${name} -1 ${male} ${young}`)
        partition.push(`${name} ${split}`)
      }
    }
  }
  await writeFile(
    join(files, 'list_attr_celeba.txt'),
    `${lines.length}\nSmiling Male Young \n${lines.join('\n')}\n`,
  )
  await writeFile(join(files, 'list_eval_partition.txt'), `${partition.join('\n')}\n`)
  await run(folder, 'celeba.js', files)
  const cells = (dataset: Awaited<ReturnType<typeof datasetOf>>, split: string) =>
    countOf(
      dataset.ids.flatMap((_, row) => {
        const gender = dataset.metadata['gender']?.values[row]
        const label = dataset.classes[dataset.labels[row] ?? 0]
        return dataset.splits[row] === split ? [`${label} ${gender}`] : []
      }),
    )
  const balanced = await datasetOf(folder, 'celeba-age.json')
  // floor(13 / 4) = 3 old women, although there are 5.
  expect(cells(balanced, 'train')).toEqual({
    'old woman': 3,
    'old man': 12,
    'young woman': 12,
    'young man': 3,
  })
  expect(cells(balanced, 'val')).toEqual({
    'old woman': 3,
    'old man': 3,
    'young woman': 3,
    'young man': 3,
  })
  expect(cells(balanced, 'test')).toEqual({
    'old woman': 2,
    'old man': 2,
    'young woman': 2,
    'young man': 2,
  })
  expect(balanced.ids.slice(0, 4)).toEqual(['000001.jpg', '000002.jpg', '000003.jpg', '000006.jpg'])
  const skewed = await datasetOf(folder, 'celeba-age-skewed.json')
  expect(cells(skewed, 'val')).toEqual({
    'old woman': 2,
    'old man': 8,
    'young woman': 8,
    'young man': 2,
  })
})

test('CelebA: the sizes of the paper’s table come from those of the official pools', async () => {
  const { celebaRows } = await recipe('celeba.js')
  const pools: [string, number[]][] = [
    ['train', [11_167, 24_815, 83_342, 43_446]],
    ['val', [1795, 3240, 9614, 5218]],
    ['test', [1916, 2932, 10_331, 4783]],
  ]
  const kinds = ['old woman', 'old man', 'young woman', 'young man'].map((kind) => kind.split(' '))
  const images = pools.flatMap(([split, sizes]) =>
    sizes.flatMap((size, k) =>
      Array.from({ length: size }, () => ({ split, label: kinds[k]?.[0], gender: kinds[k]?.[1] })),
    ),
  )
  const counts = (validation: string) =>
    countOf(
      celebaRows(images, validation).map(
        (row: (typeof images)[number]) => `${row.split} ${row.label} ${row.gender}`,
      ),
    )
  expect(counts('balanced')).toMatchObject({
    'train old woman': 6203,
    'train old man': 24_812,
    'train young woman': 24_812,
    'train young man': 6203,
    'val old woman': 1795,
    'val young man': 1795,
    'test young woman': 10_331,
  })
  expect(counts('skewed')).toMatchObject({
    'val old woman': 810,
    'val old man': 3240,
    'val young woman': 3240,
    'val young man': 810,
  })
})
