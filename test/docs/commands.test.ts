import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runCli } from '../pipeline/run-cli.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const pages = [
  ...['README.md', 'python/README.md', 'recipes/README.md'],
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
]

/** Without the comment behind them; what is in quotes is one word. */
function wordsOf(line: string): string[] {
  const words: string[] = line.trim().match(/'[^']*'|"[^"]*"|[^\s'"]+/g) ?? []
  const comment = words.indexOf('#')
  return comment === -1 ? words : words.slice(0, comment)
}

/** The words of each `faultline …` of a page: in its shell blocks, and in code between other words. */
function commandsOf(page: string): string[][] {
  const text = readFileSync(join(ROOT, page), 'utf8')
  const lines = [...text.matchAll(/^ *```sh\n([\s\S]*?)^ *```/gm)].flatMap(([, block = '']) =>
    block.replaceAll('\\\n', ' ').split('\n'),
  )
  const inline = [...text.matchAll(/`(faultline [a-z][^`\n]*)`/g)].map(([, code = '']) => code)
  return [...lines, ...inline]
    .map(wordsOf)
    .map(([first = '', ...rest]) => (first === 'npx' ? rest : [first, ...rest]))
    .filter(([first]) => first === 'faultline')
    .map(([, ...args]) => args.map((word) => word.replaceAll(/['"]/g, '')))
    .filter((args) => !args.join(' ').includes('…'))
}

test.each(pages)('every command and flag that %s shows exists', async (page) => {
  const wrong: string[] = []
  for (const args of commandsOf(page)) {
    // Flags are checked before help is given.
    const { code, stderr } = await runCli(ROOT, [...args, '--help'])
    if (code !== 0) wrong.push(`faultline ${args.join(' ')}: ${stderr}`)
  }
  expect(wrong).toEqual([])
})

test('the commands are found in the pages', () => {
  expect(commandsOf('README.md').length).toBeGreaterThan(15)
  expect(commandsOf('docs/guides/pytorch.md')).toContainEqual(['run'])
})
