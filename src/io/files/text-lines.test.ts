import { expect, test } from 'vitest'
import { textLines } from './text-lines.ts'

async function linesOf(chunks: readonly string[], longest = 100) {
  const lines: string[] = []
  async function* stream() {
    yield* chunks
  }
  for await (const line of textLines(stream(), longest)) lines.push(line)
  return lines
}

test('textLines() gives the lines of a text, however it is cut', async () => {
  const text = 'one\r\ntwo\n\nthree\rfour\n'
  const expected = ['one', 'two', '', 'three\rfour']
  for (let size = 1; size <= text.length; size++) {
    const chunks = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []
    expect(await linesOf(chunks)).toEqual(expected)
  }
  expect(await linesOf(['a\nb'])).toEqual(['a', 'b'])
  expect(await linesOf([])).toEqual([])
})

test('textLines() refuses a line before it is all in memory', async () => {
  let given = 0
  async function* endless() {
    for (;;) {
      given += 1
      yield 'x'.repeat(10)
    }
  }
  const attempt = (async () => {
    for await (const _ of textLines(endless(), 95));
  })()
  await expect(attempt).rejects.toThrow('a line of more than 95 characters')
  expect(given).toBe(10)
})
