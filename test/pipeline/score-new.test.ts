import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { openRun } from '../../src/pipeline/run-folder/open-run.ts'
import { scoreImages } from '../../src/pipeline/show/score-images.ts'
import type { DirectionRecord } from '../../src/run/directions-file.ts'
import { folderOf } from '../folder-of.ts'
import { INPUT_EXAMPLES, type InputExample } from './inputs.ts'
import { runCli } from './run-cli.ts'

let root = ''

beforeAll(async () => {
  root = await folderOf()
  const [, example] = INPUT_EXAMPLES as [InputExample, InputExample]
  await example.write(root)
  const result = await runCli(root, ['run', ...example.args, '--out', 'whole', '-q'])
  expect(result.code, result.stderr).toBe(0)
})

test('images without labels are scored as what the classifier predicts; a damaged one is a row with a reason', async () => {
  await mkdir(join(root, 'new'))
  // A picture of class blue that the classifier takes for green, and one that it takes for what it is.
  await cp(join(root, 'data/test/blue/0.png'), join(root, 'new/a.png'))
  await cp(join(root, 'data/test/blue/1.png'), join(root, 'new/b.png'))
  await writeFile(join(root, 'new/c.png'), 'no picture')
  const { code, stdout, stderr } = await runCli(root, [
    'score',
    'whole',
    'new',
    '--out',
    'scores.jsonl',
    '-q',
  ])
  expect(code, stderr).toBe(0)
  expect(stdout).toContain('1 images could not be read')
  const lines = (await readFile(join(root, 'scores.jsonl'), 'utf8')).trim().split('\n')
  const rows = lines.map((line) => JSON.parse(line))
  expect(rows.map(({ id, label, scored_by }) => [id, label, scored_by])).toEqual([
    ['a.png', 'green', 'prediction'],
    ['b.png', 'blue', 'prediction'],
    ['c.png', '', null],
  ])
  expect(rows.map(({ reason }) => reason)).toEqual([
    null,
    null,
    expect.stringContaining('cannot be read'),
  ])
})

test('folders that are no class of the run are a warning', async () => {
  await cp(join(root, 'data/test/blue/2.png'), join(root, 'more/teal/2.png'))
  await cp(join(root, 'data/test/red/2.png'), join(root, 'more/red/2.png'))
  const { code, stderr, stdout } = await runCli(root, ['score', 'whole', 'more', '--json', '-q'])
  expect(code, stderr).toBe(0)
  expect(stderr).toContain(
    '1 folders are no class of the run, and their images count as unlabelled: "teal"',
  )
  const { images } = JSON.parse(stdout)
  expect(
    images.map(({ label, scoredBy }: { label: string; scoredBy: string }) => [label, scoredBy]),
  ).toEqual([
    ['red', 'label'],
    ['blue', 'prediction'],
  ])
})

test.each([
  ['--threshold=0 --precision 0.5', 'both --threshold and --precision'],
  ['--set seed=1', '--set to score new images'],
])('%s with new images is refused, not passed over', async (flags, said) => {
  const { code, stderr } = await runCli(root, ['score', 'whole', 'more', ...flags.split(' '), '-q'])
  expect(code).toBe(2)
  expect(stderr).toContain(said)
})

test('flags of new images are refused where a run is scored', async () => {
  const { code, stderr } = await runCli(root, ['score', 'whole', '--precision', '0.5', '-q'])
  expect(code).toBe(2)
  expect(stderr).toContain('--precision to score examples')
})

test('a threshold flags what is at or below it; a precision out of reach is refused', async () => {
  const flagged = async (threshold: string) => {
    const { stdout } = await runCli(root, [
      'score',
      'whole',
      'more',
      '--json',
      '-q',
      `--threshold=${threshold}`,
    ])
    return JSON.parse(stdout).threshold
  }
  expect(await flagged('-0.5')).toBe(-0.5)
  const { code, stderr } = await runCli(root, ['score', 'whole', 'more', '--precision', '1', '-q'])
  expect(code).toBe(1)
  expect(stderr).toContain('Cannot reach precision 1')
})

test('by probabilities, a direction that does not stand has no part in a value, as in the run itself', async () => {
  const run = await openRun(join(root, 'whole'))
  const { length: cols } = run.standardizer.mean
  const normals = { data: new Float64Array(3 * cols).fill(1), rows: 3, cols }
  const classes = run.directions.classes.map((found, row) => ({
    ...found,
    state: found.class === 'green' ? ('ok' as const) : ('not-significant' as const),
    directions: [{ row, norm: 1, bias: 0 } as DirectionRecord],
  }))
  run.manifest.config.method.scoreBy = 'probabilities'
  const path = join(root, 'unlabelled')
  await cp(join(root, 'data/test/blue'), path, { recursive: true })
  const images = await scoreImages(
    { ...run, normals, directions: { ...run.directions, classes } },
    path,
  )
  expect(new Set(images.map(({ label }) => label))).toEqual(new Set(['blue', 'green']))
  for (const { label, decisionValue } of images) {
    expect(Number.isNaN(decisionValue), label).toBe(label === 'blue')
  }
})
