import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { digestJson } from './digest-json.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

test('digestJson() is the digest of the JSON text with sorted keys', () => {
  expect(digestJson({ b: [1, 'ü', null], a: { d: true, c: {} } })).toBe(
    sha256('{"a":{"c":{},"d":true},"b":[1,"ü",null]}'),
  )
  expect(digestJson([undefined, Number.NaN, { x: undefined, y: [] }, new Date(0)])).toBe(
    sha256('[null,null,{"y":[]},"1970-01-01T00:00:00.000Z"]'),
  )
  expect(digestJson(undefined)).toBe(sha256('undefined'))
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), (values) => {
      const lists = values.filter((value) => typeof value !== 'object' || value === null)
      expect(digestJson(lists)).toBe(sha256(JSON.stringify(lists)))
    }),
  )
})

test('digestJson() of equal things is equal, whatever the order of their keys, and differs with a value', () => {
  expect(digestJson({ a: 1, b: 2 })).toBe(digestJson({ b: 2, a: 1 }))
  expect(digestJson(['a', 'b'])).not.toBe(digestJson(['b', 'a']))
})

test('digestJson() of more than a block is that of the whole text', () => {
  const ids = Array.from({ length: 30_000 }, (_, i) => `photo-${i}.jpg`)
  expect(digestJson(ids)).toBe(sha256(JSON.stringify(ids)))
})
