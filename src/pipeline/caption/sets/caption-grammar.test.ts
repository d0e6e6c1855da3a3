import { expect, test } from 'vitest'
import { expandGrammar, fillTemplate, withArticles } from './caption-grammar.ts'

test('expandGrammar() runs through nouns outside, adjectives, then prepositions inside', () => {
  const captions = expandGrammar({
    nouns: ['cat', 'dog'],
    adjectives: ['', 'red'],
    prepositions: ['', 'inside'],
  })
  expect(captions.map(({ text }) => text)).toEqual([
    'a photo of a cat',
    'a photo of a cat inside',
    'a photo of a red cat',
    'a photo of a red cat inside',
    'a photo of a dog',
    'a photo of a dog inside',
    'a photo of a red dog',
    'a photo of a red dog inside',
  ])
  expect(captions.slice(0, 4).map(({ kind }) => kind)).toEqual([
    'noun',
    'preposition',
    'adjective',
    'all',
  ])
})

test('expandGrammar() follows a template of its own', () => {
  const [caption] = expandGrammar({ nouns: ['lung'], template: 'X-ray: {noun}, {adjective}' })
  expect(caption?.text).toBe('X-ray: lung,')
})

test('fillTemplate() leaves a place that it has no word for', () => {
  expect(fillTemplate('a {class} {noun}', { noun: 'x' })).toBe('a {class} x')
})

test.each([
  ['a apple', 'an apple'],
  ['A owl', 'An owl'],
  ['a umbrella bird', 'an umbrella bird'],
  ['a uninteresting unicycle', 'an uninteresting unicycle'],
  ['a european curlew', 'a european curlew'],
  ['a x-ray', 'an x-ray'],
  ['a house in a hour', 'a house in an hour'],
  ['a one-way street', 'a one-way street'],
  ['a used-car', 'a used-car'],
  ['extra old', 'extra old'],
])('withArticles() turns "%s" into "%s"', (text, expected) => {
  expect(withArticles(text)).toBe(expected)
})
