import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { listCaptions } from '../../src/pipeline/caption/caption-list.ts'
import { parseConfig } from '../../src/run/config.ts'
import { folderOf } from '../folder-of.ts'
import { copyOfRecipes, countOf, datasetOf, RECIPES, recipe, run } from './recipe-files.ts'

interface Row {
  split: string
  index: number
  label: number
  tint: number
  agrees: boolean
}

test('coloured MNIST: exact numbers of flipped labels and agreeing colours, and idx files, gzipped or not', async () => {
  const { coloredMnistRows, SHARES } = await recipe('colored-mnist.js')
  const digits = Array.from({ length: 1000 }, (_, i) => i % 10)
  const rows = coloredMnistRows(digits, digits.slice(0, 200), { share: 0.92 })
  const of = (split: string): Row[] => rows.filter((row: Row) => row.split === split)
  const flipped = (split: string) =>
    of(split).filter(({ index, label }) => label !== ((digits[index] ?? 0) < 5 ? 0 : 1)).length
  const agreeing = (split: string) => of(split).filter(({ label, tint }) => label === tint).length
  expect(countOf(rows.map(({ split }: Row) => split))).toEqual({ train: 800, val: 200, test: 200 })
  expect([flipped('train'), flipped('val'), flipped('test')]).toEqual([200, 0, 0])
  expect([agreeing('train'), agreeing('val'), agreeing('test')]).toEqual([736, 100, 100])
  expect(rows.every(({ agrees, label, tint }: Row) => agrees === (label === tint))).toBe(true)
  expect(rows).toEqual(coloredMnistRows(digits, digits.slice(0, 200), { share: 0.92 }))
  expect(SHARES).toHaveLength(12)
  const pooled = coloredMnistRows(digits, [], { share: 0.5, pool: true })
  expect(countOf(pooled.map(({ split }: Row) => split))).toEqual({
    train: 400,
    val: 200,
    pool: 400,
  })

  const { readIdx } = await recipe('lib/binary-files.js')
  const folder = await folderOf()
  const idx = Buffer.from([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 7, 8, 9, 10])
  await writeFile(join(folder, 'a'), idx)
  await writeFile(join(folder, 'a.gz'), gzipSync(idx))
  for (const name of ['a', 'a.gz']) {
    const { shape, data } = readIdx(join(folder, name))
    expect([shape, [...data]]).toEqual([
      [2, 1, 2],
      [7, 8, 9, 10],
    ])
  }
  await writeFile(join(folder, 'short'), idx.subarray(0, 19))
  expect(() => readIdx(join(folder, 'short'))).toThrow(/19 bytes, expected 20/)
})

test('ImageNet: every fifth training image of a class validates, the official validation images test', async () => {
  const folder = await copyOfRecipes()
  const files = await folderOf()
  for (const id of ['n01443537', 'n01440764']) {
    await mkdir(join(files, 'train', id), { recursive: true })
    await mkdir(join(files, 'val', id), { recursive: true })
    for (let i = 0; i < 11; i++)
      await writeFile(join(files, 'train', id, `${id}_${10 + i}.JPEG`), '')
    await writeFile(join(files, 'val', id, 'ILSVRC2012_val_00000001.JPEG'), '')
  }
  await run(folder, 'imagenet.js', files)
  const dataset = await datasetOf(folder, 'imagenet.json')
  expect(countOf(dataset.splits)).toEqual({ train: 16, val: 6, test: 2 })
  expect(dataset.ids.filter((_, row) => dataset.splits[row] === 'val').slice(0, 3)).toEqual([
    'train/n01440764/n01440764_10.JPEG',
    'train/n01440764/n01440764_15.JPEG',
    'train/n01440764/n01440764_20.JPEG',
  ])
})

test('ChestX-ray14: the lists decide the splits, the entries the 14 labels and the view', async () => {
  const { chestXrayRows, FINDINGS } = await recipe('chest-xray14.js')
  const entries =
    'Image Index,Finding Labels,Follow-up #,Patient ID,Patient Age,Patient Gender,View Position,OriginalImage[Width,Height],OriginalImagePixelSpacing[x,y],\n' +
    '00000001_000.png,Cardiomegaly,0,1,058Y,M,PA,2682,2749,0.143,0.143,\n' +
    '00000001_001.png,Cardiomegaly|Effusion,1,1,058Y,M,AP,2894,2729,0.143,0.143,\n' +
    '00000002_000.png,No Finding,0,2,081Y,M,PA,2500,2048,0.171,0.171,\n'
  const rows = chestXrayRows(entries, {
    train: '00000002_000.png 0 0 0\n',
    val: 'images_001/00000001_001.png\n\n',
    test: '00000001_000.png',
  })
  expect(FINDINGS).toHaveLength(14)
  expect(
    rows.map((row: Record<string, unknown>) => [
      row['split'],
      row['view'],
      row['Effusion'],
      row['Cardiomegaly'],
    ]),
  ).toEqual([
    ['train', 'PA', 0, 0],
    ['val', 'AP', 1, 1],
    ['test', 'PA', 0, 1],
  ])
  expect(() => chestXrayRows(entries, { test: 'x.png' })).toThrow(
    /Cannot find "x.png" of the test list/,
  )
})

test('every recipe’s config is valid, and its captions fit its classes', async () => {
  const files = (await readdir(RECIPES)).filter((name) => name.endsWith('.json'))
  expect(files.length).toBeGreaterThan(8)
  for (const file of files) {
    const config = parseConfig(JSON.parse(await readFile(join(RECIPES, file), 'utf8')), file)
    expect(config.method.profile).toBe('faithful')
    const { captions, dataset } = config
    if (captions === undefined) continue
    const classes =
      dataset.classes ??
      (dataset.target ? [`not ${dataset.target}`, dataset.target] : ['n01440764'])
    const list = await listCaptions(captions, classes, 'faithful', RECIPES)
    expect(list.captions).toBeGreaterThan(14)
  }
})
