import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { expect, test } from 'vitest'
import { folderOf } from '../../../test/folder-of.ts'
import { loadDataset } from './dataset.ts'
import type { DatasetConfig } from './dataset-columns.ts'

const load = async (
  files: Record<string, string | Uint8Array>,
  config: Partial<DatasetConfig>,
  options = {},
) => loadDataset({ columns: {}, ...config }, await folderOf(files), {}, options)

const codes = (warnings: readonly { code: string }[]) => warnings.map(({ code }) => code)

test('a folder split/class/x.jpg gives labels and splits', async () => {
  const names = [
    'valid/dog/1.jpg',
    'train/cat/b.PNG',
    'train/dog/a.jpeg',
    'train/cat/a.jpg',
    'test/dog/x/1.webp',
  ]
  const files = Object.fromEntries(names.map((name) => [`img/${name}`, name]))
  const dataset = await load(
    { ...files, 'img/readme.txt': '', 'img/.hidden/x.jpg': '' },
    { images: 'img' },
  )
  expect(dataset.ids).toEqual([
    'test/dog/x/1.webp',
    'train/cat/a.jpg',
    'train/cat/b.PNG',
    'train/dog/a.jpeg',
    'valid/dog/1.jpg',
  ])
  expect(dataset.classes).toEqual(['cat', 'dog'])
  expect([...dataset.labels]).toEqual([1, 0, 0, 1, 1])
  expect(dataset.splits).toEqual(['test', 'train', 'train', 'train', 'val'])
  expect([...dataset.predictions]).toEqual([-1, -1, -1, -1, -1])
  expect([...dataset.confidence]).toEqual([
    Number.NaN,
    Number.NaN,
    Number.NaN,
    Number.NaN,
    Number.NaN,
  ])
  expect(dataset.images?.name(2)).toBe('train/cat/b.PNG')
  expect(Buffer.from((await dataset.images?.read(2)) ?? []).toString()).toBe('train/cat/b.PNG')
  expect(dataset.warnings).toEqual([])
  expect(dataset.inputs).toMatchObject([{ path: 'img', files: 5 }])
})

test('the shards of img2dataset are refused, not taken for classes; a table of their images is read', async () => {
  const files = {
    'img/00000/000000001.jpg': 'a',
    'img/00000/000000001.json': '{}',
    'img/00000.parquet': '',
    'img/00000_stats.json': '{}',
    'img/00001/000010000.jpg': 'b',
    'img/00001_stats.json': '{}',
  }
  await expect(load(files, { images: 'img' })).rejects.toThrow(
    '"00000_stats.json" says that img2dataset wrote it',
  )
  const table = 'file_name,label\n00000/000000001.jpg,cat\n00001/000010000.jpg,dog\n'
  const dataset = await load({ ...files, 't.csv': table }, { images: 'img', table: 't.csv' })
  expect(dataset.classes).toEqual(['cat', 'dog'])
  expect(dataset.images?.missing).toEqual([])
})

test('a folder class/x.jpg is divided into val and test, even where a class is called train', async () => {
  const files = Object.fromEntries(
    ['car', 'train'].flatMap((name) =>
      Array.from({ length: 6 }, (_, i) => [`${name}/${i}.jpg`, '']),
    ),
  )
  const dataset = await load(files, { images: '.' })
  expect(dataset.classes).toEqual(['car', 'train'])
  for (const label of [0, 1]) {
    const splits = dataset.splits.filter((_, row) => dataset.labels[row] === label)
    expect(splits.filter((name) => name === 'val')).toHaveLength(3)
    expect(splits.filter((name) => name === 'test')).toHaveLength(3)
  }
  expect(codes(dataset.warnings)).toEqual(['divided-splits'])
})

test('metadata.csv decides which images count, and its labels count before the folders', async () => {
  const dataset = await load(
    {
      'cat/1.jpg': '',
      'cat/2.jpg': '',
      'dog/é 1.jpg': '',
      'metadata.csv': 'file_name,label,split,camera\ndog/é 1.jpg,cat,test,7\ncat/1.jpg,dog,val,8\n',
    },
    { images: '.' },
  )
  expect(dataset.ids).toEqual(['dog/é 1.jpg', 'cat/1.jpg'])
  expect([...dataset.labels]).toEqual([0, 1])
  expect(dataset.splits).toEqual(['test', 'val'])
  expect(dataset.metadata).toEqual({ camera: { kind: 'number', values: Float64Array.of(7, 8) } })
  expect(codes(dataset.warnings)).toEqual(['unlisted-images'])
  expect(dataset.warnings[0]?.message).toContain('1 of 3 images have no row')
  expect(dataset.inputs.map(({ path, files }) => [path, files])).toEqual([
    ['metadata.csv', 1],
    ['.', 2],
  ])
})

test('metadata.jsonl in the folder of each split, without labels, leaves them to the folders', async () => {
  const dataset = await load(
    {
      'train/cat/1.jpg': '',
      'train/metadata.jsonl': '{"file_name": "cat/1.jpg", "age": 3}\n',
      'test/dog/1.jpg': '',
      'test/metadata.jsonl': '{"file_name": "dog/1.jpg"}\n',
    },
    { images: '.' },
  )
  expect(dataset.ids).toEqual(['test/dog/1.jpg', 'train/cat/1.jpg'])
  expect([...dataset.labels].map((label) => dataset.classes[label])).toEqual(['dog', 'cat'])
  expect(dataset.splits).toEqual(['test', 'train'])
  expect(dataset.metadata['age']).toEqual({
    kind: 'number',
    values: Float64Array.of(Number.NaN, 3),
  })
})

test('a table and a folder of images: names start from either, in any Unicode form', async () => {
  const dataset = await load(
    {
      'img/a/1.jpg': 'one',
      'img/u\u0308.jpg': 'two',
      'all.csv':
        'id,file_name,label\nx,img/a/1.jpg,cat\ny,\u00fc.jpg,dog\nz,a\\1.jpg,dog\nw,gone.jpg,cat\n',
    },
    { images: 'img', table: 'all.csv' },
  )
  expect(dataset.ids).toEqual(['x', 'y', 'z', 'w'])
  const read = async (row: number) =>
    Buffer.from((await dataset.images?.read(row)) ?? []).toString()
  expect([await read(0), await read(1), await read(2)]).toEqual(['one', 'two', 'one'])
  expect(dataset.images?.missing).toEqual([3])
  await expect(dataset.images?.read(3)).rejects.toThrow(/image of row 4: no file ".*img\/gone.jpg"/)
  expect(dataset.warnings[0]).toMatchObject({
    code: 'missing-image',
    message: '1 of 4 examples have no image: "gone.jpg"',
  })
})

test('a table alone finds images beside it, or has none', async () => {
  const files = { 't/a.jpg': 'one', 't/x.csv': 'file_name,label\na.jpg,cat\nb.jpg,dog\n' }
  const dataset = await load(files, { table: 't/x.csv' })
  expect(dataset.images?.missing).toEqual([1])
  const none = await load(
    { 'x.csv': 'file_name,label\n/abs/a.jpg,cat\nb.jpg,dog\n' },
    { table: 'x.csv' },
  )
  expect(none.images).toBeUndefined()
  expect(codes(none.warnings)).toEqual(['no-images', 'divided-splits'])
  expect(none.ids).toEqual(['/abs/a.jpg', 'b.jpg'])
  const ids = await load({ 'x.csv': 'id,label\n1,cat\n2,dog\n' }, { table: 'x.csv' })
  expect(ids.images).toBeUndefined()
  expect(ids.ids).toEqual(['1', '2'])
})

test('ids name the images where no column does', async () => {
  const dataset = await load(
    { 'img/a.jpg': '', 'x.csv': 'id,label\na.jpg,cat\nb.jpg,dog\n' },
    { images: 'img', table: 'x.csv' },
  )
  expect(dataset.images?.missing).toEqual([1])
})

test('symbolic links out of the image folder are refused, others followed', async () => {
  const folder = await folderOf({ 'img/cat/a.jpg': '', 'secret/b.jpg': '' })
  await symlink(join(folder, 'secret/b.jpg'), join(folder, 'img/cat/b.jpg'))
  await symlink(join(folder, 'secret'), join(folder, 'img/dog'))
  await symlink('a.jpg', join(folder, 'img/cat/c.jpg'))
  await symlink('nowhere.jpg', join(folder, 'img/cat/d.jpg'))
  const dataset = await loadDataset({ images: 'img', columns: {} }, folder)
  expect(dataset.ids).toEqual(['cat/a.jpg', 'cat/c.jpg'])
  const refused = dataset.warnings.filter(({ code }) => code === 'refused-link')
  expect(refused.map(({ where }) => where).sort()).toEqual(['cat/b.jpg', 'cat/d.jpg', 'dog'])
})

test('Parquet shards take their splits from their names', async () => {
  const shard = (labels: string[]) =>
    new Uint8Array(parquetWriteBuffer({ columnData: [{ name: 'label', data: labels }] }))
  const files = {
    'data/train-00000-of-00002.parquet': shard(['cat', 'dog']),
    'data/train-00001-of-00002.parquet': shard(['dog']),
    'data/validation-00000-of-00001.parquet': shard(['cat']),
  }
  const dataset = await load(files, { table: 'data' })
  expect(dataset.ids).toEqual(['0', '1', '2', '3'])
  expect(dataset.splits).toEqual(['train', 'train', 'train', 'val'])
  expect([...dataset.labels]).toEqual([0, 1, 1, 0])
  const listed = await load(files, {
    table: ['data/validation-00000-of-00001.parquet', 'data/train-00001-of-00002.parquet'],
  })
  expect(listed.splits).toEqual(['val', 'train'])
  expect(listed.inputs).toHaveLength(2)
})

test('the digest of a dataset changes with any image', async () => {
  const digest = async (content: string) =>
    (await load({ 'cat/a.jpg': content, 'dog/b.jpg': '' }, { images: '.' })).inputs[0]?.sha256
  expect(await digest('one')).toBe(await digest('one'))
  expect(await digest('one')).not.toBe(await digest('two'))
})

test('an image struct without bytes is read by its paths', async () => {
  const bytes = parquetWriteBuffer({
    schema: [
      { name: 'root', num_children: 2 },
      { name: 'image', num_children: 2, repetition_type: 'OPTIONAL' },
      { name: 'bytes', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
      { name: 'path', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
      { name: 'label', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
    ],
    columnData: [
      { name: 'image', data: [{ path: 'img/a.png' }, { path: 'img/b.png' }] },
      { name: 'label', data: ['cat', 'dog'] },
    ],
  })
  const folder = await folderOf({
    'x.parquet': new Uint8Array(bytes),
    'img/a.png': 'a',
    'img/b.png': 'b',
  })
  const dataset = await loadDataset({ table: 'x.parquet', images: '.', columns: {} }, folder)
  expect(Buffer.from((await dataset.images?.read(1)) ?? []).toString()).toBe('b')
})

test('files that are no readable images, and the folders that are lost with them, are named', async () => {
  const folder = await folderOf({
    'img/cat/1.png': 'x',
    'img/dog/2.PPM': 'x',
    'img/dog/3.heic': 'x',
    'img/cat/notes.txt': 'x',
    'img/cat/Thumbs.db': 'x',
    'img/@eaDir/cat/1.png': 'x',
  })
  const { warnings, ids } = await loadDataset({ images: 'img', columns: {} }, folder)
  expect(ids).toEqual(['cat/1.png'])
  expect(warnings.find(({ code }) => code === 'left-out-files')?.message).toMatch(
    /^2 files are not JPEG, PNG, WebP, GIF, TIFF or AVIF and not read \(.ppm 1, .heic 1\): nothing is left of folder "dog"/,
  )
})

test('splits and labels that a table lacks come from the folders of its images', async () => {
  const folder = await folderOf({
    'img/train/cat/1.png': 'x',
    'img/val/dog/2.png': 'x',
    'x.csv': 'file_name,prediction\ntrain/cat/1.png,cat\nval/dog/2.png,cat\n',
  })
  const dataset = await loadDataset({ table: 'x.csv', images: 'img', columns: {} }, folder)
  expect(dataset.splits).toEqual(['train', 'val'])
  expect([...dataset.labels]).toEqual([0, 1])
  expect(dataset.warnings.map(({ code }) => code)).toEqual(['folder-splits', 'folder-labels'])
})

test('a second table whose labels or splits are others gives a warning; most labels, and it is refused', async () => {
  const images = Object.fromEntries(
    Array.from({ length: 24 }, (_, i) => [`img/val/${i % 2 ? 'cat' : 'dog'}/${i}.png`, 'x']),
  )
  const load = async (label: (i: number) => string) => {
    const rows = Object.keys(images).map((name, i) => `${name.slice(4)},${label(i)},cat,test`)
    const text = `file_name,label,prediction,split\n${rows.join('\n')}\n`
    const folder = await folderOf({ ...images, 'p.csv': text })
    return loadDataset({ images: 'img', predictions: 'p.csv', columns: {} }, folder)
  }
  const right = (i: number) => (i % 2 ? 'cat' : 'dog')
  const { warnings } = await load((i) => (i === 3 ? 'dog' : right(i)))
  expect(warnings.map(({ code }) => code)).toEqual(['other-labels', 'other-splits'])
  await expect(load((i) => right(i + 1))).rejects.toThrow('24 of 24 rows')
})

test('a number that is no probability is told with the file that its column comes from', async () => {
  const folder = await folderOf({
    'x.csv': 'id,label\na,cat\nb,dog\n',
    'p.csv': 'id,prediction,p_cat,p_dog\na,cat,0.9,0.1\nb,dog,7,0.5\n',
  })
  const loading = loadDataset({ table: 'x.csv', predictions: 'p.csv', columns: {} }, folder)
  await expect(loading).rejects.toThrow(
    `Cannot use p_cat of row 2 of "${join(folder, 'p.csv')}": 7, expected a probability from 0 to 1`,
  )
})
