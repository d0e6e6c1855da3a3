import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import type { PlantedFinding } from '../../src/pipeline/planted.ts'
import { folderOf } from '../folder-of.ts'
import { runCli } from './run-cli.ts'

let findings: PlantedFinding[]
let folder: string

beforeAll(async () => {
  folder = await folderOf()
  const { stdout, stderr, code } = await runCli(folder, [
    'demo',
    '--out',
    'run',
    '--keep',
    'mine',
    '--json',
  ])
  expect(stderr).not.toContain('error')
  expect(code).toBe(0)
  findings = JSON.parse(stdout).findings
}, 240_000)

test('every failure planted in the demo is found beyond chance, and flags hold more of it than its share', () => {
  const planted = findings.filter((found) => found.planted !== undefined)
  expect(planted.length).toBeGreaterThanOrEqual(4)
  for (const found of planted) {
    expect(found, found.class).toMatchObject({ state: 'ok' })
    expect(found.q, found.class).toBeLessThan(0.05)
    // The planted group is 45 of 125 held-out pictures.
    expect(found.purity, found.class).toBeGreaterThan(0.5)
    expect(found.recall, found.class).toBeGreaterThan(0.5)
  }
})

test('a class of the demo without planting is reported as not significant, and gets no name', () => {
  const clean = findings.filter((found) => found.planted === undefined && found.state !== 'ok')
  expect(clean.length).toBeGreaterThanOrEqual(1)
  for (const found of clean) expect(found.name).toBe(null)
})

test('--keep leaves a config that can be edited and run', async () => {
  const config = JSON.parse(await readFile(join(folder, 'mine/faultline.json'), 'utf8'))
  expect(config.name).toBe('demo')
  expect((await runCli(folder, ['inspect', 'mine/faultline.json'])).code).toBe(0)
})
