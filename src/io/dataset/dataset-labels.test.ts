import { parquetWriteBuffer } from 'hyparquet-writer'
import { expect, test } from 'vitest'
import { folderOf } from '../../../test/folder-of.ts'
import { formatNpy } from '../vectors/npy.ts'
import { loadDataset } from './dataset.ts'
import type { DatasetConfig } from './dataset-columns.ts'

const load = async (
  files: Record<string, string | Uint8Array>,
  config: Partial<DatasetConfig>,
  options = {},
) => loadDataset({ columns: {}, ...config }, await folderOf(files), {}, options)

const csv = (text: string, config: Partial<DatasetConfig> = {}, options = {}) =>
  load({ 'x.csv': text }, { table: 'x.csv', ...config }, options)

test('labels and predictions are names or indices of the class list', async () => {
  const classes = ['old', 'young']
  const dataset = await csv('id,label,prediction,split\na,old,1,val\nb,1.0,young,val\nc,,0,val\n', {
    classes,
  })
  expect([...dataset.labels]).toEqual([0, 1, -1])
  expect([...dataset.predictions]).toEqual([1, 1, 0])
})

test('a name wins over an index', async () => {
  const dataset = await csv('id,label\na,1\nb,2\n', { classes: ['2', '1'] })
  expect([...dataset.labels]).toEqual([1, 0])
})

test('without a class list, classes are sorted names, or numbers by size', async () => {
  const names = await csv('id,label,prediction\na,zebra,ape\nb,ape,bee\n')
  expect(names.classes).toEqual(['ape', 'bee', 'zebra'])
  const numbers = await csv('id,label,prediction\na,10,9\nb,9.0,2\n')
  expect(numbers.classes).toEqual(['2', '9', '10'])
  expect([...numbers.labels]).toEqual([2, 1])
})

test('numbers that index a list of probabilities keep their place', async () => {
  const lines = '{"id": "a", "label": 2, "probabilities": [0.1, 0.2, 0.3, 0.4]}\n'
  const dataset = await load({ 'x.jsonl': lines }, { table: 'x.jsonl' })
  expect(dataset.classes).toEqual(['0', '1', '2', '3'])
  expect([...dataset.labels]).toEqual([2])
  expect([...dataset.predictions]).toEqual([3])
  expect(dataset.confidence[0]).toBeCloseTo(0.3)
})

test('the only ClassLabel column of Parquet is the label, its names the class list, -1 unknown', async () => {
  const value = JSON.stringify({
    info: { features: { fine_label: { names: ['7', '8', 'nine'], _type: 'ClassLabel' } } },
  })
  const bytes = parquetWriteBuffer({
    columnData: [
      { name: 'fine_label', data: [0n, 2n, -1n], type: 'INT64' },
      { name: 'prediction', data: ['8', 'nine', '7'], type: 'STRING' },
    ],
    kvMetadata: [{ key: 'huggingface', value }],
  })
  const dataset = await load({ 'x.parquet': new Uint8Array(bytes) }, { table: 'x.parquet' })
  expect(dataset.classes).toEqual(['7', '8', 'nine'])
  expect([...dataset.labels]).toEqual([0, 2, -1])
  expect([...dataset.predictions]).toEqual([1, 2, 0])
})

test('an unknown label is named with its row and the known classes', async () => {
  const attempt = csv('id,label\na,cat\nb,bird\n', { classes: ['cat', 'dog'] })
  await expect(attempt).rejects.toThrow(
    /label "bird" of row 2 of ".*x.csv": expected one of the 2 classes "cat", "dog" or an index 0 to 1/,
  )
  await expect(attempt).rejects.toMatchObject({ row: 2, column: 'label', code: 'data' })
  await expect(csv('id,label\na,2\n', { classes: ['cat', 'dog'] })).rejects.toThrow(
    'label "2" of row 1',
  )
})

test('probability columns go by class name and give prediction and confidence', async () => {
  const dataset = await csv(
    'id,label,p_dog,p_cat,p_value\na,cat,0.75,0.25,1\nb,dog,,,2\nc,,1,0,3\n',
  )
  expect(dataset.classes).toEqual(['cat', 'dog'])
  expect([...(dataset.probabilities?.data ?? [])]).toEqual([
    0.25,
    0.75,
    Number.NaN,
    Number.NaN,
    0,
    1,
  ])
  expect([...dataset.predictions]).toEqual([1, -1, 1])
  expect([...dataset.confidence]).toEqual([0.25, Number.NaN, Number.NaN])
  expect(Object.keys(dataset.metadata)).toEqual(['p_value'])
})

test('a confidence column counts before probabilities, a prediction column too', async () => {
  const dataset = await csv(
    'id,label,prediction,confidence,prob[cat],prob[dog]\na,cat,cat,0.5,0.25,0.75\nb,dog,,,0.25,0.75\n',
    {
      columns: { probabilities: 'prob[*]' },
    },
  )
  expect([...dataset.predictions]).toEqual([0, 1])
  expect([...dataset.confidence]).toEqual([0.5, 0.75])
  expect(dataset.metadata).toEqual({})
})

test.each([
  ['id,label,confidence\na,cat,97.5\n', {}, 'confidence of row 1 of'],
  ['id,label,p_cat,p_dog\na,cat,-3,5\nb,dog,0,1\n', {}, '-3, expected a probability from 0 to 1'],
  ['id,label,p_cat\na,cat,1\nb,dog,0\n', {}, 'Cannot find column "p_dog"'],
  [
    'id,label,probabilities\na,cat,"[0.5, 0.25, 0.25]"\nb,dog,\n',
    {},
    '3 numbers, expected 2, one a class',
  ],
  ['id,label\na,cat\n', { columns: { prediction: 'pred' } }, 'Cannot find column "pred" in'],
  ['id,x\na,cat\n', {}, /Cannot find labels in .*: columns id, x, expected label/],
  ['id,label\n', {}, 'no rows, expected one an example'],
  ['id,label\na,cat\n,dog\n', {}, 'row 2 has no id, expected unique ids'],
  ['file_name,label\na,cat\na,dog\n', {}, 'rows 1 and 2 both have file_name "a"'],
  ['id,label\na,cat\n', { classes: ['cat', 'dog', 'cat'] }, '"cat" is named twice'],
  ['id,label\na,cat\nb,dog\na,dog\n', {}, 'rows 1 and 3 both have id "a"'],
])('a table %j with %j is refused', async (text, config, message) => {
  const attempt = csv(text, config)
  await expect(attempt).rejects.toThrow(message)
  await expect(attempt).rejects.toMatchObject({ code: 'data' })
})

test('lists of probabilities may stand in CSV as JSON', async () => {
  const dataset = await csv('id,label,probabilities\na,cat,"[0.25, 0.75]"\nb,dog,\n')
  expect([...(dataset.probabilities?.data ?? [])]).toEqual([0.25, 0.75, Number.NaN, Number.NaN])
})

test('examples without a split are divided by id, whatever the order of the rows', async () => {
  const rows = Array.from({ length: 40 }, (_, i) => `e${i},${i % 2 ? 'cat' : 'dog'},`)
  const splitsOf = async (lines: string[], seed: number) => {
    const { ids, splits } = await csv(`id,label,split\n${lines.join('\n')}\n`, {}, { seed })
    return Object.fromEntries(ids.map((id, row) => [id, splits[row]]))
  }
  const first = await splitsOf(rows, 0)
  expect(await splitsOf(rows.toReversed(), 0)).toEqual(first)
  expect(await splitsOf(rows, 1)).not.toEqual(first)
})

test('named splits stay, those without a label and a split make the pool', async () => {
  const dataset = await csv('id,label,split\na,cat,validation\nb,dog,hospital B\nc,,\nd,,train\n')
  expect(dataset.splits).toEqual(['val', 'hospital B', 'pool', 'train'])
  expect(dataset.warnings).toEqual([])
})

test('metadata keep their types; a taken or hostile name is no harm', async () => {
  const dataset = await csv(
    'id,label,flagged,__proto__,meta_correct,correct,n\na,cat,x,y,1,0,1.5\nb,dog,x,,1,0,\n',
  )
  expect(Object.keys(dataset.metadata)).toEqual([
    'meta_flagged',
    '__proto__',
    'meta_correct',
    'meta_meta_correct',
    'n',
  ])
  expect(Object.getOwnPropertyDescriptor(dataset.metadata, '__proto__')?.value).toEqual({
    kind: 'text',
    values: ['y', undefined],
  })
  expect(Object.getPrototypeOf(dataset.metadata)).toBe(Object.prototype)
})

test('arrays in row order stand for a table', async () => {
  const probabilities = Float32Array.of(0.1, 0.9, 0, 0.7, 0.2, 0.1)
  const dataset = await load(
    {
      'labels.npy': formatNpy(Int32Array.of(0, 1), [2]),
      'predictions.npy': formatNpy(Int32Array.of(1, 0), [2, 1]),
      'probabilities.npy': formatNpy(probabilities, [2, 3]),
      'splits.txt': 'val\r\ntest\r\n',
    },
    {
      arrays: {
        labels: 'labels.npy',
        predictions: 'predictions.npy',
        probabilities: 'probabilities.npy',
        splits: 'splits.txt',
      },
    },
  )
  expect(dataset.classes).toEqual(['0', '1', '2'])
  expect(dataset.ids).toEqual(['0', '1'])
  expect([...dataset.labels, ...dataset.predictions]).toEqual([0, 1, 1, 0])
  expect(dataset.splits).toEqual(['val', 'test'])
  expect([...dataset.confidence]).toEqual([Math.fround(0.1), Math.fround(0.2)])
  expect(dataset.inputs).toHaveLength(4)
})

test('arrays of another length or kind are refused', async () => {
  const labels = formatNpy(Int32Array.of(0, 1), [2])
  const arrays = { labels: 'labels.npy', predictions: 'p.npy' }
  await expect(
    load({ 'labels.npy': labels, 'p.npy': formatNpy(Int32Array.of(1), [1]) }, { arrays }),
  ).rejects.toThrow(/p.npy": 1 rows, expected 2 as in ".*labels.npy"/)
  await expect(
    load({ 'labels.npy': labels, 'p.npy': formatNpy(Float32Array.of(1, 0.5), [2]) }, { arrays }),
  ).rejects.toThrow(/row 2 of ".*p.npy": 0.5, expected an integer/)
  await expect(
    load({ 'labels.npy': labels, 'p.npy': formatNpy(Float32Array.of(1, 0.5), [1, 2]) }, { arrays }),
  ).rejects.toThrow(/shape \(1, 2\), expected \(n,\)/)
})

test('a multi-label target is a problem of two classes, thresholded by F1 on the fit split', async () => {
  const text =
    'id,split,effusion,p_eff,mass,p_mass\na,val,1,0.3,1,0.9\nb,val,0,0.1,0,0.2\nc,val,0,0.2,0,0.1\nd,test,1,0.25,,\ne,test,,0.9,1,\n'
  const multiLabel = {
    effusion: { label: 'effusion', probability: 'p_eff' },
    mass: { label: 'mass', probability: 'p_mass' },
  }
  const dataset = await csv(text, { multiLabel, target: 'effusion' })
  expect(dataset.classes).toEqual(['not effusion', 'effusion'])
  expect([...dataset.labels]).toEqual([1, 0, 0, 1, -1])
  // The lowest threshold that separates .2 from .3 on val is .21.
  expect([...dataset.predictions]).toEqual([1, 0, 0, 1, 1])
  expect([...dataset.confidence]).toEqual([0.3, 0.9, 0.8, 0.25, Number.NaN])
  expect(Object.keys(dataset.metadata)).toEqual(['mass', 'p_mass'])
  await expect(csv(text, { multiLabel })).rejects.toThrow(
    'dataset.target is not set, expected one of "effusion", "mass"',
  )
  await expect(
    csv(text.replace('b,val,0', 'b,val,2'), { multiLabel, target: 'effusion' }),
  ).rejects.toThrow('effusion of row 2')
})
