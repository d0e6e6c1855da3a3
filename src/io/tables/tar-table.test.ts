import { expect, test } from 'vitest'
import { fileOf, folderOf } from '../../../test/folder-of.ts'
import { tarOf } from '../../../test/tar-of.ts'
import type { Warning } from '../../run/effects.ts'
import type { ImageColumn } from './column.ts'
import { tableFiles } from './table-files.ts'
import { readTar } from './tar-table.ts'

const LONG = `${'folder/'.repeat(20)}0002.png`

test('a shard of a WebDataset is a table: an image, a label and the keys of its JSON a row', async () => {
  const path = await fileOf(
    'a.tar',
    tarOf({
      '0000.jpg': 'JPEG',
      '0000.cls': '7\n',
      '0000.json': '{"camera": "A", "width": 5}',
      '0001.cls': '3',
      '0001.seg.png': 'no image of its own',
      [LONG]: 'PNG',
      [LONG.replace('.png', '.txt')]: 'a cat',
    }),
  )
  const warnings: Warning[] = []
  const table = await readTar(path, (warning) => warnings.push(warning))
  expect(table).toMatchObject({ rows: 2, names: ['image', 'label', 'camera', 'width', 'caption'] })
  expect(await table.column('label')).toEqual({
    kind: 'number',
    values: Float64Array.of(7, Number.NaN),
  })
  expect(await table.column('caption')).toMatchObject({ values: [undefined, 'a cat'] })
  const images = (await table.column('image')) as ImageColumn
  expect(images.names).toEqual(['0000.jpg', LONG])
  expect(Buffer.from(await images.read(1)).toString()).toBe('PNG')
  expect(warnings.map(({ message }) => message)).toEqual([
    '1 of 3 samples have no image that is read and are left out',
  ])
})

test.each([
  ['cut off', tarOf({ 'a.jpg': 'x'.repeat(600) }).subarray(0, 900), 'no file begins at byte 0'],
  ['of something else', Buffer.alloc(2048, 'x'), 'no file begins at byte 0'],
  ['without images', tarOf({ 'a.cls': '1' }), 'no images in it'],
  ['with a list for an object', tarOf({ 'a.jpg': 'x', 'a.json': '[1]' }), '"a.json" is no JSON'],
])('an archive %s is refused', async (_, bytes, message) => {
  await expect(readTar(await fileOf('a.tar', bytes))).rejects.toThrow(message)
})

test('of a folder that img2dataset has written the archives are the table; a pattern names some of its files', async () => {
  const names = ['00000.tar', '00000.parquet', '00000_stats.json', '00001.tar', '00001.parquet']
  const folder = await folderOf(Object.fromEntries(names.map((name) => [name, 'x'])))
  const files = async (path: string) =>
    (await tableFiles(path)).map((file) => file.slice(folder.length + 1))
  expect(await files(folder)).toEqual(['00000.tar', '00001.tar'])
  expect(await files(`${folder}/*1.p*`)).toEqual(['00001.parquet'])
  await expect(files(`${folder}/*.csv`)).rejects.toThrow('no file has such a name')
})
