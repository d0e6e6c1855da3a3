import { createHash } from 'node:crypto'
import { readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { folderOf } from '../../../test/folder-of.ts'
import { makeRun } from '../../../test/make-run/make-run.ts'
import type { RunPlan } from '../../../test/make-run/plan-run.ts'

const COMMAND = join(import.meta.dirname, '../../../bin/faultline.js')

let folder: string
let plan: RunPlan
let client: Client
beforeAll(async () => {
  folder = await folderOf({ 'secret.txt': 'SECRET' })
  plan = await makeRun(join(folder, 'old'), { examples: 400, classes: 6, hostile: true })
  await makeRun(join(folder, 'new'), { examples: 400, classes: 6, hostile: true })
  client = new Client({ name: 'test', version: '1' })
  const args = [COMMAND, 'mcp', 'old', 'new']
  await client.connect(new StdioClientTransport({ command: process.execPath, args, cwd: folder }))
})
afterAll(() => client.close())

interface Part {
  type: string
  text?: string
  data?: string
  mimeType?: string
}

async function call(name: string, args: Record<string, unknown> = {}) {
  const { content, isError } = await client.callTool({ name, arguments: args })
  const parts = content as Part[]
  const text = parts[0]?.text ?? ''
  return { parts, text, isError: isError === true, json: () => JSON.parse(text) }
}

test('a client sees the tools, all of them marked as reading only', async () => {
  const { tools } = await client.listTools()
  expect(tools.map(({ name }) => name).toSorted()).toEqual([
    'compare_runs',
    'explain_statistics',
    'export_selection',
    'list_modes',
    'search_examples',
    'show_mode',
  ])
  for (const { annotations } of tools) {
    expect(annotations).toMatchObject({ readOnlyHint: true, openWorldHint: false })
  }
})

test('modes are listed with strength, proof and name, of the run that is asked for', async () => {
  const { run, classes } = (await call('list_modes')).json()
  expect(run).toBe('old')
  expect((await call('list_modes', { run: 'new' })).json().run).toBe('new')
  expect(classes.map((each: { class: string }) => each.class)).toEqual(plan.classes)
  const found = classes.find((each: { state: string }) => each.state === 'ok')
  expect(found.directions[0]).toMatchObject({ strength: expect.any(Number), q: expect.any(Number) })
  expect(found.modes[0]).toMatchObject({ number: 1, name: expect.stringContaining('hard') })
  const none = await call('show_mode', { class: found.class, mode: 9 })
  expect(none.json().examples).toEqual([])
})

test('a mode is shown hardest first, with thumbnails that are the stored bytes', async () => {
  const label = plan.states.indexOf('ok')
  const { json, parts } = await call('show_mode', { class: plan.classes[label], limit: 4 })
  const { examples } = json()
  const values = examples.map(({ decisionValue }: { decisionValue: number }) => decisionValue)
  expect(values).toEqual(values.toSorted((a: number, b: number) => a - b))
  const lowest = Math.min(...plan.decisionValues.filter((_, row) => plan.labels[row] === label))
  expect(values[0]).toBeCloseTo(lowest, 12)
  const images = parts.filter(({ type }) => type === 'image')
  expect(images).toHaveLength(
    examples.filter((each: { hasImage: boolean }) => each.hasImage).length,
  )
  expect(images.length).toBeGreaterThan(0)
  for (const { data, mimeType } of images) {
    expect(mimeType).toBe('image/webp')
    expect(Buffer.from(data ?? '', 'base64').toString('latin1', 8, 12)).toBe('WEBP')
  }
})

test('examples are searched by every filter, page by page', async () => {
  const rows = plan.ids.flatMap((id, row) =>
    plan.labels[row] === 0 && plan.predictions[row] !== 0 ? [id] : [],
  )
  const wanted = { class: plan.classes[0], correct: false }
  const all = (await call('search_examples', wanted)).json()
  expect(all.found).toBe(rows.length)
  const page = (await call('search_examples', { ...wanted, offset: 1, limit: 1 })).json()
  expect(page.examples).toEqual([all.examples[1]])
})

test('a run compared with its twin has lost nothing', async () => {
  const { json, isError, text } = await call('compare_runs', { old: 'old', new: 'new' })
  expect(isError, text).toBe(false)
  const { modes } = json()
  expect(modes.length).toBeGreaterThan(0)
  for (const { broken, mended } of modes) expect([broken, mended]).toEqual([0, 0])
})

test('a selection is given as CSV, and no cell of it is a formula', async () => {
  const { text } = await call('export_selection', { flagged: true })
  expect(text).toMatch(/^id,image,split,.*new_label,drop\n/)
  expect(text).not.toMatch(/(^|\n)"?[=+@]/)
})

test('every term is explained, one or all', async () => {
  expect(Object.keys((await call('explain_statistics')).json())).toContain('strength')
  expect((await call('explain_statistics', { term: 'q' })).json().q).toMatch(/Benjamini-Hochberg/)
})

test.each([
  ['show_mode', { class: '../../secret.txt' }],
  ['show_mode', { class: 'constructor' }],
  ['list_modes', { run: '../secret.txt' }],
  ['list_modes', { run: '__proto__' }],
  ['compare_runs', { old: 'old', new: '/etc' }],
  ['explain_statistics', { term: '../../secret.txt' }],
  ['search_examples', { limit: 1e9 }],
  ['search_examples', { class: 7 }],
])('%s refuses %j and names no path', async (name, args) => {
  const refused = await call(name, args).catch((error: Error) => ({
    isError: true,
    text: error.message,
  }))
  expect(refused.isError).toBe(true)
  expect(refused.text).not.toContain('SECRET')
  expect(refused.text).not.toContain(folder)
  expect((await call('list_modes')).isError).toBe(false)
})

test('no call changes a byte of the run folder', async () => {
  const digest = async () => {
    const names = await readdir(join(folder, 'old'), { recursive: true, withFileTypes: true })
    const hash = createHash('sha256')
    for (const entry of names.filter((each) => each.isFile())) {
      hash.update(entry.name).update(await readFile(join(entry.parentPath, entry.name)))
    }
    return hash.digest('hex')
  }
  const before = await digest()
  await call('list_modes')
  await call('show_mode', { class: plan.classes[0] })
  await call('export_selection')
  await call('compare_runs', { old: 'old', new: 'new' })
  expect(await digest()).toBe(before)
})

test('a run folder with a link that leads out of it is refused before anything is read', async () => {
  const other = join(folder, 'linked')
  await makeRun(other, { examples: 60, classes: 2 })
  await rm(join(other, 'captions.json'))
  await symlink(join(folder, 'secret.txt'), join(other, 'captions.json'))
  await expect(connectTo('linked')).rejects.toThrow()
})

test('a folder that is no run is refused', async () => {
  await writeFile(join(folder, 'run.json'), '{}')
  await expect(connectTo('.')).rejects.toThrow()
})

async function connectTo(run: string) {
  const own = new Client({ name: 'test', version: '1' })
  const args = [COMMAND, 'mcp', run]
  const transport = new StdioClientTransport({
    command: process.execPath,
    args,
    cwd: folder,
    stderr: 'ignore',
  })
  try {
    await own.connect(transport)
  } finally {
    await own.close()
  }
}
