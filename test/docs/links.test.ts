import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..', '..')
const inside = (folder: string) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
    join(folder, file),
  )
const pages = [...readdirSync(ROOT), ...inside('docs'), 'python/README.md'].filter((file) =>
  file.endsWith('.md'),
)

/** Without code, in which brackets are no links. */
const proseOf = (file: string) =>
  readFileSync(join(ROOT, file), 'utf8')
    .replaceAll(/^```[\s\S]*?^```/gm, '')
    .replaceAll(/`[^`\n]*`/g, (code) => code.replaceAll(/[[\]()]/g, ' '))

/** As GitHub makes them of headings. */
const anchorsOf = (file: string) =>
  [...readFileSync(join(ROOT, file), 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )

test.each(pages)('every link of %s that stays in the repository leads somewhere', (page) => {
  const dead: string[] = []
  for (const [, target = ''] of proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^[a-z]+:/.test(target)) continue
    const [path = '', anchor] = target.split('#')
    const file = path === '' ? page : relative(ROOT, join(ROOT, dirname(page), path))
    const isThere = existsSync(join(ROOT, file))
    if (!isThere || (anchor && !anchorsOf(file).includes(anchor))) dead.push(target)
  }
  expect(dead).toEqual([])
})

test('every page of the documentation can be reached from the README', () => {
  const seen = new Set(['README.md'])
  for (const page of seen) {
    for (const [, target = ''] of proseOf(page).matchAll(/\]\(([^)\s#]+)/g)) {
      const file = relative(ROOT, join(ROOT, dirname(page), target))
      if (pages.includes(file)) seen.add(file)
    }
  }
  expect(pages.filter((page) => page.startsWith('docs/') && !seen.has(page))).toEqual([])
})
