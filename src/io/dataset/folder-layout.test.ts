import { expect, test } from 'vitest'
import { folderLayout } from './folder-layout.ts'

/** `split class` of each path, and the codes of the warnings. */
function read(...names: string[]) {
  const codes: string[] = []
  const facts = folderLayout(names, ({ code }) => codes.push(code))
  return {
    facts: facts.map(({ split, label, isStray }) =>
      isStray ? 'stray' : `${split ?? '-'} ${label ?? '-'}`,
    ),
    codes,
  }
}

test.each<[string, string[], string[], string[]]>([
  ['split/class', ['train/cat/1', 'valid/dog/2'], ['train cat', 'val dog'], []],
  ['class', ['cat/1', 'dog/2'], ['- cat', '- dog'], []],
  [
    'class/split',
    ['cat/train/1', 'cat/test/2', 'dog/train/3'],
    ['train cat', 'test cat', 'train dog'],
    [],
  ],
  ['a flat folder', ['1', '2'], ['- -', '- -'], []],
  ['deeper folders', ['train/cat/a/1', 'val/cat/b/2'], ['train cat', 'val cat'], []],
  ['one split', ['val/cat/1', 'val/dog/2'], ['val cat', 'val dog'], []],
  [
    'a split without classes',
    ['train/cat/1', 'train/dog/1', 'test/1'],
    ['train cat', 'train dog', 'test -'],
    [],
  ],
  [
    'a folder on top',
    ['pets/train/cat/1', 'pets/val/dog/2'],
    ['train cat', 'val dog'],
    ['folder-on-top'],
  ],
  ['two folders on top', ['a/b/cat/1', 'a/b/dog/2'], ['- cat', '- dog'], ['folder-on-top']],
  [
    'a folder inside a split',
    ['train/images/cat/1', 'train/images/dog/2', 'val/cat/3'],
    ['train cat', 'train dog', 'val cat'],
    [],
  ],
  [
    'a third split',
    ['train/cat/1', 'train/dog/2', 'holdout/cat/3'],
    ['train cat', 'train dog', 'holdout cat'],
    ['unknown-split'],
  ],
  ['a class called train', ['train/1', 'bus/2', 'car/3'], ['- train', '- bus', '- car'], []],
  ['a class called train with folders', ['train/a/1', 'bus/b/2'], ['- train', '- bus'], []],
  ['one class', ['cat/1', 'cat/2'], ['- cat', '- cat'], []],
  ['one class with splits', ['cat/train/1', 'cat/test/2'], ['train cat', 'test cat'], []],
])('%s is read', (_, names, facts, codes) => {
  expect(read(...names)).toEqual({ facts, codes })
})

test('an image beside splits or classes is stray and does not change how the others are read', () => {
  expect(read('logo', 'train/cat/1', 'test/dog/2')).toEqual({
    facts: ['stray', 'train cat', 'test dog'],
    codes: ['stray-images'],
  })
  expect(read('logo', 'cat/1', 'dog/2').facts).toEqual(['stray', '- cat', '- dog'])
  expect(read('train/cat/1', 'test/dog/2', 'docs/fig').facts).toEqual([
    'train cat',
    'test dog',
    'stray',
  ])
})

test('names of classes are trimmed and composed', () => {
  expect(read('cafe\u0301 /1', 'dog/2').facts).toEqual(['- caf\u00e9', '- dog'])
})
