import fc from 'fast-check'
import { expect, test } from 'vitest'
import { thumbnailName } from './files.ts'

test('thumbnailName() is one file name of at most 222 ASCII characters, whatever the id', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (id) => {
      expect(thumbnailName(id)).toMatch(/^[\w.%-]{0,217}\.webp$/)
    }),
  )
})

test('thumbnailName() tells ids apart that are long, or that are no text', () => {
  const long = 'x'.repeat(300)
  const ids = [`${long}a`, `${long}b`, '\ud800', '\ud801', '\ufffd', 'a/b', 'a%2Fb']
  expect(new Set(ids.map(thumbnailName)).size).toBe(ids.length)
})
