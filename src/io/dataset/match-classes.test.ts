import { expect, test } from 'vitest'
import type { Warning } from '../../run/effects.ts'
import { matchClasses } from './match-classes.ts'

type Cells = readonly (string | undefined)[]

/** Classes, and the name of each row's label and prediction. */
function match(
  labels: Cells,
  predictions: Cells,
  listed?: string[],
  { isIndex = false, size }: { isIndex?: boolean; size?: number } = {},
) {
  const warnings: Warning[] = []
  const values = (name: string, cells: Cells) => ({ name, values: cells, path: 'x.csv', isIndex })
  const found = matchClasses(
    values('label', labels),
    values('prediction', predictions),
    { listed, size },
    labels.length,
    (warning) => warnings.push(warning),
  )
  const namesOf = (indices: Int32Array) => [...indices].map((index) => found.classes[index])
  return {
    classes: found.classes,
    labels: namesOf(found.labels),
    predictions: namesOf(found.predictions),
    codes: warnings.map(({ code }) => code),
    messages: warnings.map(({ message }) => message),
  }
}

test.each<[string, Cells, Cells, Cells]>([
  ['case', ['cat', 'dog'], ['Dog', 'CAT'], ['dog', 'cat']],
  [
    'underscores',
    ['golden retriever', 'pug'],
    ['golden_retriever', 'Pug'],
    ['golden retriever', 'pug'],
  ],
  ['the width of letters', ['cat', 'dog'], ['ｃａｔ', 'dog'], ['cat', 'dog']],
  ['leading zeros', ['00001', '00014'], ['14', '1'], ['00014', '00001']],
  ['truth as words', ['true', 'false'], ['False', 'True'], ['false', 'true']],
])(
  'predictions that differ from labels in %s are those labels, with a warning',
  (_, labels, predictions, expected) => {
    const found = match(labels, predictions)
    expect(found.predictions).toEqual(expected)
    expect(found.labels).toEqual(labels)
    expect(found.codes).toEqual(['class-spelling'])
  },
)

test('a spelling that labels and predictions share keeps its classes apart', () => {
  const found = match(['cat', 'Cat', 'dog'], ['Cat', 'cat', 'dog'])
  expect(found.predictions).toEqual(['Cat', 'cat', 'dog'])
  expect(found.codes).toEqual(['similar-classes'])
})

test('integers beside names are indices of the sorted names, and are said to be', () => {
  const found = match(['dog', 'cat', 'emu'], ['1', '0.0', '2'])
  expect(found.predictions).toEqual(['dog', 'cat', 'emu'])
  expect(found.messages[0]).toMatch(/indices of the 3 sorted class names, 0 is "cat", 1 is "dog"/)
})

test('integers that are no indices of the names are refused', () => {
  expect(() => match(['dog', 'cat'], ['1', '2'])).toThrow(/numbers up to 2, but the 2 classes/)
  expect(() => match(['1', '0'], ['cat', 'dog'])).toThrow(/has the numbers "1", "0".*the names/)
})

test('false and true are 0 and 1', () => {
  expect(match(['0', '1', '1'], ['False', 'False', 'True']).labels).toEqual([
    'False',
    'True',
    'True',
  ])
  expect(match(['False', 'True'], ['1', '0']).predictions).toEqual(['True', 'False'])
})

test('-1 is unknown, unless the labels are -1 and 1', () => {
  expect(match(['-1', '0', '1'], ['1', '0', '-1'])).toMatchObject({
    classes: ['0', '1'],
    labels: [undefined, '0', '1'],
    predictions: ['1', '0', undefined],
  })
  expect(match(['-1', '1'], ['1', '-1'])).toMatchObject({
    classes: ['-1', '1'],
    labels: ['-1', '1'],
  })
})

test('a class called None stays a class; one that nothing is predicted to be gives a warning', () => {
  expect(match(['None', 'cat'], ['cat', 'None'])).toMatchObject({
    classes: ['None', 'cat'],
    codes: [],
  })
  const doubtful = match(['None', 'cat'], ['cat', 'cat'])
  expect(doubtful.classes).toEqual(['None', 'cat'])
  expect(doubtful.codes).toEqual(['class-like-unknown'])
})

test('in a list, a name wins over an index, and zeros in front make a name', () => {
  expect(match(['1', '2'], ['2', '1'], ['2', '1']).labels).toEqual(['1', '2'])
  expect(match(['0001', '1'], ['2', '2'], ['0001', '0002'])).toMatchObject({
    labels: ['0001', '0001'],
    predictions: ['0002', '0002'],
  })
})

test('a number one too large is said to count from 1', () => {
  expect(() => match(['1', '2'], ['0', '1'], ['cat', 'dog'])).toThrow(
    expect.objectContaining({ hint: expect.stringContaining('count from 1') }),
  )
})

test('numbers that look like classes are kept as written', () => {
  expect(match(['00014', '00025'], ['00025', '00014']).classes).toEqual(['00014', '00025'])
  expect(match(['10', '9'], ['9', '10']).classes).toEqual(['9', '10'])
  expect(match(['1', '3'], ['3', '3'], undefined, { isIndex: true }).classes).toEqual([
    '0',
    '1',
    '2',
    '3',
  ])
})
