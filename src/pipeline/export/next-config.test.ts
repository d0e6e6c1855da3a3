import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folderOf } from '../../../test/folder-of.ts'
import { parseConfig } from '../../run/config.ts'
import type { Run } from '../run-folder/open-run.ts'
import { nextConfig } from './next-config.ts'

/** A run whose config stands in `here` and whose folder is `here/runs/old`. */
function runOf(here: string, raw: object): Run {
  const manifest = { config: parseConfig({ name: 'old', ...raw }, 'test'), base: '../..' }
  const examples = { ids: ['a', 'b'], classes: ['cat', 'dog'] }
  return { folder: join(here, 'runs', 'old'), manifest, examples } as unknown as Run
}

test('paths are turned to the folder of the table; ids of the Hub and addresses stay', async () => {
  const here = await folderOf({ 'models/clip/config.json': '{}' })
  const run = runOf(here, {
    dataset: { images: 's3://bucket/images', predictions: 'p.csv', accept: ['at-chance'] },
    encoder: { model: 'models/clip' },
    classifier: { onnx: 'm.onnx' },
    captions: { file: 'c.txt', encoder: { model: 'Xenova/clip' } },
    fix: { trainer: 'probe' },
  })
  const next = await nextConfig(run, join(here, 'reviews', 'next.csv'), [0])
  expect(next).toMatchObject({
    name: 'next',
    dataset: {
      table: 'next.csv',
      images: 's3://bucket/images',
      classes: ['cat', 'dog'],
      accept: ['at-chance'],
    },
    encoder: { model: '../models/clip' },
    classifier: { onnx: '../m.onnx' },
    captions: { file: '../c.txt', encoder: { model: 'Xenova/clip' } },
  })
  expect(Object.keys(next)).not.toContain('fix')
  expect(Object.keys(next['dataset'] as object)).not.toContain('predictions')
  expect(() => parseConfig(next, 'next.json')).not.toThrow()
})

test('vectors of a file, or of images that lie in a Parquet file, are those of the run; and that run is not written over', async () => {
  const here = await folderOf()
  for (const raw of [
    { dataset: { table: 'data/t.csv' }, embeddings: { file: 'x.npy' } },
    { dataset: { table: 'data/t.parquet' }, encoder: { onnx: 'e.onnx' } },
  ]) {
    const next = await nextConfig(runOf(here, raw), join(here, 'old.jsonl'), [0, 1])
    expect(next).toMatchObject({
      name: 'old-reviewed',
      embeddings: { file: 'runs/old/embeddings.npy' },
    })
    expect(next['encoder']).toBeUndefined()
  }
})
