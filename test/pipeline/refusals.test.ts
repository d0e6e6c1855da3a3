import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { formatNpy } from '../../src/io/vectors/npy.ts'
import { folderOf } from '../folder-of.ts'
import { type CliResult, runCli } from './run-cli.ts'

const table = (rows: string[]) => `id,label,prediction,split\n${rows.join('\n')}\n`
const rows = Array.from(
  { length: 40 },
  (_, i) => `x${i},${i % 2 ? 'cat' : 'dog'},${i % 5 ? 'cat' : 'dog'},val`,
)
const vectors = (n: number) =>
  formatNpy(
    Float32Array.from({ length: n * 3 }, (_, i) => Math.sin(i)),
    [n, 3],
  )
const config = { dataset: { table: 'table.csv' }, embeddings: { file: 'vectors.npy' } }

async function runOn(
  files: Record<string, string | Uint8Array>,
  args: string[] = [],
): Promise<CliResult> {
  const folder = await folderOf({
    'config.json': JSON.stringify(config),
    'table.csv': table(rows),
    'vectors.npy': vectors(40),
    ...files,
  })
  return runCli(folder, ['run', 'config.json', ...args])
}

test('embeddings and a table alone make a run', async () => {
  const { code, stdout } = await runOn({})
  expect(code).toBe(0)
  expect(stdout).toContain('2 classes')
})

const infinite = vectors(40)
new DataView(infinite.buffer).setFloat32(infinite.byteLength - 4, Number.POSITIVE_INFINITY, true)

test.each<[string, Record<string, string | Uint8Array>, number, RegExp]>([
  ['too few vectors', { 'vectors.npy': vectors(39) }, 1, /vectors\.npy": 39 rows, expected 40/],
  [
    'an infinite vector',
    { 'vectors.npy': infinite },
    1,
    /1 of 40 hold NaN or infinite numbers \(rows 40\)/,
  ],
  [
    'a truncated .npy',
    { 'vectors.npy': vectors(40).subarray(0, 300) },
    1,
    /300 bytes, expected 608/,
  ],
  ['a file that is no .npy', { 'vectors.npy': 'hello' }, 1, /Cannot read ".*vectors\.npy"/],
  ['a duplicate id', { 'table.csv': table([...rows.slice(0, 39), rows[0] ?? '']) }, 1, /x0/],
  [
    'an unknown label',
    {
      'table.csv': table(rows),
      'config.json': JSON.stringify({
        ...config,
        dataset: { ...config.dataset, classes: ['cat', 'bird'] },
      }),
    },
    1,
    /label "dog" of row 1 .*"cat", "bird"/,
  ],
  [
    'an empty fit split',
    { 'table.csv': table(rows).replaceAll('val', 'later') },
    1,
    /split "val" has 0 examples, found later \(40\)/,
  ],
  [
    'a Parquet file that is none',
    {
      'table.parquet': 'PAR0',
      'config.json': JSON.stringify({ ...config, dataset: { table: 'table.parquet' } }),
    },
    1,
    /table\.parquet/,
  ],
  [
    'a missing table',
    { 'config.json': JSON.stringify({ ...config, dataset: { table: 'absent.csv' } }) },
    1,
    /absent\.csv/,
  ],
  ['a config that is no JSON', { 'config.json': '{' }, 2, /config\.json": not JSON/],
  ['an unknown key', { 'config.json': JSON.stringify({ ...config, methods: {} }) }, 2, /methods/],
  [
    'a value out of range',
    { 'config.json': JSON.stringify({ ...config, method: { folds: 1 } }) },
    2,
    /method\.folds/,
  ],
  [
    'neither encoder nor embeddings',
    { 'config.json': JSON.stringify({ dataset: config.dataset }) },
    2,
    /neither an encoder nor embeddings/,
  ],
])('%s is refused with one clear error', async (_, files, code, message) => {
  const result = await runOn(files)
  expect(result.stderr).toMatch(message)
  expect(result.stderr).toMatch(/^error /m)
  expect(result.stderr).not.toMatch(/\n {4}at /)
  expect(result).toMatchObject({ code, stdout: '' })
})

test('an unknown flag or command is refused with the closest known one', async () => {
  expect(await runOn({}, ['--workres', '2'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('did you mean --workers?'),
  })
  expect(await runCli(process.cwd(), ['rnu'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('did you mean faultline run?'),
  })
})

test('a class without errors, with one error and with only errors are ordinary results', async () => {
  const states = ['none', 'one', 'all'].flatMap((label) =>
    Array.from({ length: 20 }, (_, i) => {
      const isWrong = label === 'all' || (label === 'one' && i === 0)
      return `${label}${i},${label},${isWrong ? 'none' : label},val`
    }).map((line) => line.replace(/^(none.*),none,none,/, '$1,none,none,')),
  )
  const { code, stdout } = await runOn({ 'table.csv': table(states), 'vectors.npy': vectors(60) })
  expect(code).toBe(0)
  expect(stdout.match(/not-enough-errors/g)).toHaveLength(3)
})

test('a multi-label table gives one run a label, with the F1-best threshold', async () => {
  const lines = Array.from({ length: 80 }, (_, i) => {
    const y = i % 2
    return `x${i},${y},${(y ? 0.7 : 0.2) + (i % 7) / 100},${i % 3 ? 0 : 1},${i % 3 ? 0.1 : 0.3},${i < 40 ? 'val' : 'test'}`
  })
  const text = `id,Edema,p_edema,Mass,p_mass,split\n${lines.join('\n')}\n`
  const multiLabel = {
    Edema: { label: 'Edema', probability: 'p_edema' },
    Mass: { label: 'Mass', probability: 'p_mass' },
  }
  const folder = await folderOf({
    'config.json': JSON.stringify({
      ...config,
      name: 'xray',
      dataset: { ...config.dataset, multiLabel },
    }),
    'table.csv': text,
    'vectors.npy': vectors(80),
  })
  const { code, stdout, stderr } = await runCli(folder, ['run', 'config.json', '--json'])
  expect(stderr).not.toContain('error')
  expect(code).toBe(0)
  const manifests = JSON.parse(stdout)
  expect(manifests.map((manifest: { classes: string[] }) => manifest.classes)).toEqual([
    ['not Edema', 'Edema'],
    ['not Mass', 'Mass'],
  ])
})

test('a run folder that cannot be made is refused with a clear error', async () => {
  const folder = await folderOf({
    'config.json': JSON.stringify(config),
    'table.csv': table(rows),
    'vectors.npy': vectors(40),
  })
  await writeFile(join(folder, 'taken'), '')
  const { code, stderr } = await runCli(folder, ['run', 'config.json', '--out', 'taken/run'])
  expect(code).toBe(1)
  expect(stderr).toMatch(/^error Cannot/m)
})
