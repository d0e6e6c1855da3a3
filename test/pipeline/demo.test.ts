import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { comparePlanted, type PlantedFinding, readPlanted } from '../../src/pipeline/run/planted.ts'
import { openRun } from '../../src/pipeline/run-folder/open-run.ts'
import type { CaptionsFile } from '../../src/run/captions-file.ts'
import type { FixFile } from '../../src/run/fix-file.ts'
import { folderOf } from '../folder-of.ts'
import { runCli } from './run-cli.ts'

let findings: PlantedFinding[]
const folder = await folderOf()

let printed: string

beforeAll(async () => {
  const { stdout, stderr, code } = await runCli(folder, ['demo', '--out', 'run', '--keep', 'mine'])
  expect(stderr).not.toContain('error')
  expect(code).toBe(0)
  printed = stdout
  const captions = JSON.parse(await readFile(join(folder, 'run/captions.json'), 'utf8'))
  const planted = await readPlanted(join(folder, 'mine/planted.json'))
  findings = comparePlanted(await openRun(join(folder, 'run')), captions, planted)
}, 240_000)

test('every failure planted in the demo is found, named, and flagged at least as purely as by confidence', () => {
  const planted = findings.filter((found) => found.planted !== undefined)
  expect(planted.map((found) => found.class)).toEqual(['dog', 'car', 'bird', 'boat'])
  for (const found of planted) {
    expect(found, found.class).toMatchObject({ state: 'ok', nameIsRight: true })
    expect(found.q, found.class).toBeLessThan(0.05)
    expect(found.purity, found.class).toBeGreaterThanOrEqual(0.85)
    // As many are flagged as are wrong, and not all of a planted group are.
    expect(found.recall, found.class).toBeGreaterThanOrEqual(0.5)
    expect(found.purity, found.class).toBeGreaterThanOrEqual(found.confidencePurity ?? 1)
  }
})

test('a class of the demo with nothing to find is not reported, and gets no name', () => {
  const clean = findings.filter((found) => !found.planted)
  expect(clean.map((found) => found.class)).toEqual(['cat', 'truck', 'airplane', 'fish'])
  for (const found of clean) {
    expect(found.state, found.class).not.toBe('ok')
    expect(found.name, found.class).toBe(null)
  }
})

test('fix on the demo: what the directions choose helps the planted groups, more than chance and confidence do', async () => {
  const { stdout, code } = await runCli(folder, [
    'fix',
    'mine/faultline.json',
    '--out',
    'run',
    '--set',
    'fix.interventions=["direction"]',
    '--set',
    'fix.seeds=2',
    '--json',
  ])
  expect(code).toBe(0)
  const { comparisons } = JSON.parse(stdout) as FixFile
  for (const reference of ['none', 'random', 'confidence']) {
    const found = comparisons.find(
      (c) =>
        c.arm === 'direction' && c.reference === reference && c.measure === 'rare groups (group)',
    )
    expect(found, reference).toMatchObject({ verdict: 'gain' })
  }
}, 120_000)

test('the tutorial shows what its commands print', async () => {
  const page = join(import.meta.dirname, '../../docs/tutorial.md')
  const text = await readFile(page, 'utf8')
  const shown: string[] = []
  for (const [, command = ''] of text.matchAll(/^(faultline .*)\n```\n\n```text\n/gm)) {
    const words = command.match(/'[^']*'|"[^"]*"|\S+/g) ?? []
    const [, ...args] = words.map((word) => word.replace(/^(['"])(.*)\1$/, '$2'))
    const { code, stdout, stderr } = await runCli(folder, args[0] === 'demo' ? ['--version'] : args)
    expect(code, stderr).toBe(0)
    shown.push(args[0] === 'demo' ? printed : stdout.replaceAll(`${folder}/`, ''))
  }
  expect(shown.length).toBeGreaterThan(1)
  const actual = text.replaceAll(/(?<=^```text\n)[\s\S]*?(?=^```)/gm, () => shown.shift() ?? '')
  if (process.env['UPDATE_DOCS']) await writeFile(page, actual)
  expect(text).toBe(actual)
}, 60_000)

test('the benchmark’s table in the README is made anew as it stands, as far as two quick methods tell', async () => {
  const argv = ['bench', '--quick', '--data', 'run', '--methods', 'confidence,random']
  const { stdout } = await runCli(folder, argv)
  const readme = await readFile(join(import.meta.dirname, '../../README.md'), 'utf8')
  // The third column of the first table compares with whatever method comes first.
  const rows = (text: string) =>
    [...text.matchAll(/^\| (?:confidence|random) \|.*$/gm)].map(([row]) =>
      row.split('|').filter((_, i, cells) => cells.length < 11 || i !== 3),
    )
  expect(rows(stdout)).toHaveLength(4)
  expect(rows(readme)).toEqual(rows(stdout))
})

test('without captions in its config the demo names every planted failure from the default vocabulary, and nothing else', async () => {
  const { captions: _, ...config } = JSON.parse(
    await readFile(join(folder, 'mine/faultline.json'), 'utf8'),
  )
  await writeFile(join(folder, 'mine/plain.json'), JSON.stringify(config))
  expect((await runCli(folder, ['run', 'mine/plain.json', '--out', 'run'])).code).toBe(0)
  const report: CaptionsFile = JSON.parse(await readFile(join(folder, 'run/captions.json'), 'utf8'))
  const planted = await readPlanted(join(folder, 'mine/planted.json'))
  const names = Object.fromEntries(report.directions.map((found) => [found.class, found.hard]))
  expect(Object.keys(names).toSorted()).toEqual(Object.keys(planted).toSorted())
  for (const [name, { hardWords }] of Object.entries(planted))
    expect(
      hardWords.some((word) => names[name]?.includes(word)),
      `${name}: ${names[name]}`,
    ).toBe(true)
}, 120_000)

test('--keep leaves a config that can be edited and run', async () => {
  const config = JSON.parse(await readFile(join(folder, 'mine/faultline.json'), 'utf8'))
  expect(config.name).toBe('demo')
  expect((await runCli(folder, ['inspect', 'mine/faultline.json'])).code).toBe(0)
})
