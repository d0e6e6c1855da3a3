import { expect, test } from 'vitest'
import { findHypernym, hyponymClosure, loadWordNetNouns } from './wordnet.ts'

const nouns = loadWordNetNouns()

test('byName() knows the sense number: the second bird is meat', () => {
  expect(nouns.byName('bird.n.01').lemmas).toEqual(['bird'])
  expect(nouns.byName('bird.n.02').lemmas).toContain('fowl')
})

test('byOffset() finds ImageNet’s n01440764, the tench, under its NLTK name', () => {
  expect(nouns.byOffset(1440764)).toMatchObject({
    name: 'tench.n.01',
    lemmas: ['tench', 'Tinca_tinca'],
  })
})

test('byOffset() and byName() refuse what does not exist', () => {
  expect(() => nouns.byOffset(1440765)).toThrow(/no noun begins there/)
  expect(() => nouns.byName('bird.n.99')).toThrow(/no such noun/)
  expect(() => nouns.byName('qwertz.n.01')).toThrow(/no such noun/)
})

test('hyponymClosure() holds each concept once, the root first', () => {
  const cats = hyponymClosure(nouns, 'cat.n.01')
  expect(cats[0]?.name).toBe('cat.n.01')
  expect(new Set(cats.map(({ offset }) => offset)).size).toBe(cats.length)
  expect(cats.map(({ name }) => name)).toContain('ocelot.n.01')
})

test('findHypernym() takes the concept itself first and nothing below it', () => {
  const ocelot = nouns.byName('ocelot.n.01')
  expect(findHypernym(nouns, ocelot, () => true)).toBe(ocelot)
  expect(findHypernym(nouns, ocelot, ({ name }) => name === 'feline.n.01')?.name).toBe(
    'feline.n.01',
  )
  expect(findHypernym(nouns, ocelot, ({ name }) => name === 'dog.n.01')).toBeUndefined()
})
