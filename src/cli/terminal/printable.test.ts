import { expect, test } from 'vitest'
import { printable, safeOutput } from './printable.ts'

test('a text of strangers cannot move the cursor, turn what follows or hide in a line', () => {
  expect(printable('a\u001b[2Jb')).toBe('a\ufffd[2Jb')
  expect(printable('photo\u202egpj.exe')).toBe('photo\ufffdgpj.exe')
  expect(printable('c\u200bat \u2066x\u2069 \ufeff\u{e0041}')).toBe(
    'c\ufffdat \ufffdx\ufffd \ufffd\ufffd',
  )
  expect(printable('a\nb\tc\u0085')).toBe('a\ufffdb\ufffdc\ufffd')
  expect(printable('Zoë 猫 🐈 é')).toBe('Zoë 猫 🐈 é')
})

test('what is printed keeps its lines and our colours, and nothing that drives a terminal', () => {
  const bold = '\u001b[1mcat\u001b[22m\tok\n'
  expect(safeOutput(bold, true)).toBe(bold)
  expect(safeOutput('\u001b[31mred', false)).toBe('\ufffdred')
  expect(safeOutput('\u001b]0;title\u0007\u001b[2J\r\u202e', true)).toBe(
    '\ufffd]0;title\ufffd\ufffd[2J\ufffd\ufffd',
  )
})
