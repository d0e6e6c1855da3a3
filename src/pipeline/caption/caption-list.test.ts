import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folderOf } from '../../../test/folder-of.ts'
import { DataError } from '../../run/errors.ts'
import { listCaptions } from './caption-list.ts'

const CLASSES = ['cat', 'sea_eagle']

test('listCaptions() lists captions in order of first appearance, then references', async () => {
  const list = await listCaptions({ adjectives: ['old', 'red'] }, CLASSES, 'robust', '.')
  expect(list.texts).toEqual([
    'a photo of an old cat',
    'a photo of a red cat',
    'a photo of an old sea eagle',
    'a photo of a red sea eagle',
    'a photo of a cat',
    'a photo of a sea eagle',
  ])
  expect(list.captions).toBe(4)
  expect(list.classes.map(({ rows, reference }) => [[...rows], reference])).toEqual([
    [[0, 1], 4],
    [[2, 3], 5],
  ])
})

test('listCaptions() writes the paper’s article in the faithful profile', async () => {
  const list = await listCaptions({ adjectives: ['old'] }, ['cat'], 'faithful', '.')
  expect(list.texts).toEqual(['a photo of a old cat', 'a photo of a cat'])
})

test('listCaptions() keeps a user’s texts in their order, duplicates and all, and takes the reference out of the captions', async () => {
  const texts = ['a owl', 'a thing', 'a owl', 'a photo of a cat']
  const list = await listCaptions({ texts, reference: 'a thing' }, CLASSES, 'robust', '.')
  expect(list.texts).toEqual(texts)
  expect(list.classes[0]).toMatchObject({ reference: 1, kinds: ['user', 'user'] })
  expect([...(list.classes[1]?.rows ?? [])]).toEqual([0, 3])
})

test('listCaptions() shares the rows of a set that is the same for all classes', async () => {
  const list = await listCaptions({ set: 'celeba' }, ['old', 'young'], 'faithful', '.')
  expect(list.texts).toHaveLength(289)
  expect(list.classes.map(({ reference }) => reference)).toEqual([288, 288])
  expect(list.classes[0]?.rows).toEqual(list.classes[1]?.rows)
})

test('listCaptions() reads a file of lines, a JSON list and JSON by class', async () => {
  const folder = await folderOf()
  await writeFile(join(folder, 'lines.txt'), 'one\r\n\r\ntwo\n')
  await writeFile(join(folder, 'list.json'), '["one", "two"]')
  await writeFile(join(folder, 'by-class.json'), '{"cat": ["one"], "sea_eagle": ["two"]}')
  const rows = async (file: string) =>
    (await listCaptions({ file }, CLASSES, 'robust', folder)).classes.map((set) => [...set.rows])
  expect(await rows('lines.txt')).toEqual([
    [0, 1],
    [0, 1],
  ])
  expect(await rows('list.json')).toEqual(await rows('lines.txt'))
  expect(await rows('by-class.json')).toEqual([[0], [1]])
  // As Windows saves them.
  for (const encoding of ['utf8', 'utf16le'] as const) {
    await writeFile(join(folder, 'marked.txt'), '\ufeffone\r\ntwo', encoding)
    const { texts } = await listCaptions({ file: 'marked.txt' }, CLASSES, 'robust', folder)
    expect(texts.slice(0, 2)).toEqual(['one', 'two'])
  }
  await writeFile(join(folder, 'bad.json'), '{"cat": "one"}')
  await expect(rows('bad.json')).rejects.toThrow(DataError)
  await expect(rows('missing.txt')).rejects.toThrow(DataError)
})

test('listCaptions() refuses two sources', async () => {
  await expect(
    listCaptions({ set: 'cifar', texts: ['x'] }, CLASSES, 'robust', '.'),
  ).rejects.toThrow(/2 sources/)
})

test('listCaptions() takes nouns by class, and the class’s name in a template', async () => {
  const byClass = { nouns: { cat: ['tiger'] }, template: '{noun}, a {class}' }
  const list = await listCaptions(byClass, CLASSES, 'robust', '.')
  expect(list.texts.slice(0, 2)).toEqual(['tiger, a cat', 'sea eagle, a sea eagle'])
})

test('listCaptions() uses the default vocabulary where none is named: phrases that an encoder knows, narrower nouns, own texts', async () => {
  const list = await listCaptions(undefined, ['dog', 'sea_eagle'], 'robust', '.')
  expect(list.texts).toContain('a photo of a dog in the snow')
  expect(list.texts).toContain('a blurry photo of a sea eagle')
  expect(list.texts).toContain('a photo of an orange dog')
  expect(list.texts).toContain('a photo of a puppy')
  expect(new Set(list.classes[0]?.kinds)).toEqual(new Set(['scene', 'image', 'attribute', 'noun']))
  const own = { set: 'default', texts: ['my dog'] }
  const known = await listCaptions(own, ['dog'], 'robust', '.', (phrase) => phrase === 'red')
  expect(known.texts).toEqual(['my dog', 'a photo of a red dog', 'a photo of a dog'])
})
