import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folderOf } from '../../../test/folder-of.ts'
import { concludeData } from './conclude-data.ts'

const rows = (paths: readonly string[]) =>
  ['path,target,pred,p_cat,p_dog', ...paths.map((path) => `${path},cat,cat,1,0`)].join('\n')

const names = Array.from({ length: 2100 }, (_, i) => `data/${i < 2050 ? 'cat' : 'dog'}/${i}.png`)

test('absolute paths start from the folder that all rows share, though the second class comes late', async () => {
  const folder = await folderOf({ [names[0] as string]: 'x' })
  for (const separator of ['/', '\\']) {
    const paths = names.map((name, i) =>
      join(folder, i === 0 ? name : name.replaceAll('/', separator)),
    )
    const file = await folderOf({ 't.csv': rows(paths) })
    const { section } = await concludeData({ data: ['t.csv'], columns: {} }, file, undefined)
    expect(section['images']).toMatch(/\/data$/)
  }
})

test('absolute paths that share nothing but the disk are refused, and the disk is not listed', async () => {
  const folder = await folderOf({ 'a.png': 'x' })
  const file = await folderOf({ 't.csv': rows([join(folder, 'a.png'), '/elsewhere/b.png']) })
  await expect(concludeData({ data: ['t.csv'], columns: {} }, file, undefined)).rejects.toThrow(
    /have only the disk in common/,
  )
})

test('a role that is given an empty name is played by no column, whatever its name', async () => {
  const file = await folderOf({ 't.csv': rows(['a.png', 'b.png']) })
  const columns = { probabilities: '', image: '' }
  const { section, facts } = await concludeData({ data: ['t.csv'], columns }, file, undefined)
  expect(section.columns).toEqual({
    probabilities: '',
    image: '',
    label: 'target',
    prediction: 'pred',
  })
  expect(facts.map(({ text }) => text)).toContain('kept as metadata: path, p_cat, p_dog')
})

test('a table that describes the images and holds the predictions is told once', async () => {
  const folder = await folderOf({
    'data/cat/0.png': 'x',
    'data/metadata.csv': 'file_name,label,prediction\ncat/0.png,cat,cat',
  })
  const flags = { data: ['data'], predictions: 'data/metadata.csv', columns: {} }
  const { facts } = await concludeData(flags, folder, undefined)
  expect(facts.filter(({ title }) => title === 'columns')).toHaveLength(1)
})
