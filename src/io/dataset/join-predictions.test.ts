import { expect, test } from 'vitest'
import { folderOf } from '../../../test/folder-of.ts'
import { loadDataset } from './dataset.ts'
import type { DatasetConfig } from './dataset-columns.ts'

const join = async (table: string, second: string, config: Partial<DatasetConfig> = {}) => {
  const folder = await folderOf({ 'x.csv': table, 'p.csv': second })
  return loadDataset({ table: 'x.csv', predictions: 'p.csv', columns: {}, ...config }, folder)
}

test('predictions are joined on id in any order; labels stay, predictions are replaced', async () => {
  const dataset = await join(
    'id,label,prediction,split\n01,cat,cat,val\n02,dog,dog,val\n',
    'id,label,prediction,confidence,logit\n02,cat,cat,0.25,-1\n01,dog,dog,0.5,2\n',
  )
  expect([...dataset.labels]).toEqual([0, 1])
  expect([...dataset.predictions]).toEqual([1, 0])
  expect([...dataset.confidence]).toEqual([0.5, 0.25])
  expect(dataset.metadata).toEqual({ logit: { kind: 'number', values: Float64Array.of(2, -1) } })
  expect(dataset.inputs.map(({ path }) => path)).toEqual(['x.csv', 'p.csv'])
})

test('predictions are joined on file_name to a folder of images', async () => {
  const folder = await folderOf({
    'img/cat/1.jpg': '',
    'img/dog/2.jpg': '',
    'p.jsonl':
      '{"file_name": "dog/2.jpg", "prediction": "cat"}\n{"file_name": "cat/1.jpg", "prediction": "cat"}\n',
  })
  const dataset = await loadDataset({ images: 'img', predictions: 'p.jsonl', columns: {} }, folder)
  expect([...dataset.predictions]).toEqual([0, 0])
  expect(dataset.ids).toEqual(['cat/1.jpg', 'dog/2.jpg'])
})

test('rows of one side alone give a warning each', async () => {
  const dataset = await join(
    'id,label,split\na,cat,val\nb,dog,val\n',
    'id,prediction\nb,dog\nc,cat\nd,cat\n',
  )
  expect([...dataset.predictions]).toEqual([-1, 1])
  expect(
    dataset.warnings.map(({ code, message }) => [code, message.replace(/".*p.csv"/, 'p')]),
  ).toEqual([
    ['unmatched-examples', '1 of 2 examples are not in p: "a"'],
    ['unmatched-predictions', '2 of 3 rows of p belong to no example: "c", "d"'],
  ])
})

test.each([
  [
    'duplicate keys',
    'id,prediction\na,cat\nb,cat\na,dog\n',
    /rows 1 and 3 both have id "a", expected one row an example/,
  ],
  ['no match', 'id,prediction\nx,cat\n', /on id: no match; "x" there, "a", "b" in/],
  ['no key', 'name,prediction\na,cat\n', /columns name, prediction, expected id or file_name/],
  ['an empty key', 'id,prediction\na,cat\n,dog\n', /row 2 has no id/],
])('a second table with %s is refused', async (_, second, message) => {
  const attempt = join('id,label\na,cat\nb,dog\n', second)
  await expect(attempt).rejects.toThrow(message)
  await expect(attempt).rejects.toMatchObject({ code: 'data' })
})
