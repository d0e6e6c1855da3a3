import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folderOf } from '../../../test/folder-of.ts'
import { dataTags, readReportPage } from './report-page.ts'

const none = {
  facts: {
    version: '1',
    files: [],
    thumbnails: 'none',
    originals: false,
    interventions: [],
    older: [],
    reviewBase: '',
    heldOut: { images: 0, known: 0, right: 0, flagged: 0, hardest: [] },
  },
  files: {},
  neighbours: {},
  decisionValues: {},
} as const

test('data in a report cannot end their tag or open another', () => {
  const tags = dataTags({ ...none, duplicates: { '</script><!--<script>': [] } }, {})
  expect(tags.match(/<\/?script/g)).toHaveLength(4)
  expect(tags).not.toContain('<!--')
  const [, json = ''] = />(.*?)<\/script>/s.exec(tags) ?? []
  expect(Object.keys(JSON.parse(json).duplicates)).toEqual(['</script><!--<script>'])
})

test('the policy of a report names exactly its script and its style, and lets nothing be requested', async () => {
  const folder = await folderOf()
  await mkdir(join(folder, 'assets'))
  await writeFile(
    join(folder, 'index.html'),
    '<title>T</title><script type="module" crossorigin src="./assets/a.js"></script><link rel="stylesheet" crossorigin href="./assets/a.css">',
  )
  await writeFile(join(folder, 'assets', 'a.js'), 'f("</script>", "<!--", "$&")')
  await writeFile(join(folder, 'assets', 'a.css'), 'b{}')
  const { head, tail } = await readReportPage(folder)
  const [, script = ''] = /<script type="module">(.*)<\/script>/s.exec(tail) ?? []
  expect(script).toBe('f("<\\/script>", "\\x3C!--", "$&")')
  const digest = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`
  expect(head).toContain(`script-src '${digest(script)}'`)
  expect(head).toContain(`style-src '${digest('b{}')}'`)
  expect(head).toContain("default-src 'none'")
})

test('a report needs the built explorer, and says how to build it', async () => {
  await expect(readReportPage('/nowhere')).rejects.toMatchObject({
    code: 'run',
    hint: 'npm run build',
  })
})
