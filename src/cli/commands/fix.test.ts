import { rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { folderOf } from '../../../test/folder-of.ts'
import { plantedRun } from '../../../test/planted-run/planted-run.ts'
import { csvText } from '../../run/csv-text.ts'
import { fixFileSchema } from '../../run/fix-file.ts'
import { main } from '../main.ts'

const folder = await folderOf()

beforeAll(async () => {
  const { examples } = await plantedRun(folder)
  const { ids, labels, predictions, confidence, splits, classes, metadata } = examples
  const table = csvText(
    ['id', 'split', 'label', 'prediction', 'confidence', 'time'],
    ids.map((id, row) => [
      id,
      splits[row],
      classes[labels[row] ?? -1],
      classes[predictions[row] ?? -1],
      confidence[row],
      String(metadata['time']?.values[row]),
    ]),
  )
  await writeFile(join(folder, 'examples.csv'), table)
  const config = {
    dataset: { table: 'examples.csv' },
    embeddings: { file: 'embeddings.npy' },
    groups: ['time'],
    fix: { interventions: ['direction'], l2: 0.01 },
  }
  await writeFile(join(folder, 'config.json'), JSON.stringify(config))
})

const faultline = (...argv: string[]) => answering(undefined, ...argv)

/** Settings of a fix by a program that runs this script. */
const commandOf = (script: string) => [
  ...['--set', `fix.command=${JSON.stringify({ run: [process.execPath, '-e', script] })}`],
  ...['--set', 'fix.interventions=["none"]', '--set', 'fix.seeds=2'],
]

/** With somebody at the terminal who answers every question so; undefined: nobody is there. */
async function answering(answer: string | undefined, ...argv: string[]) {
  let [out, err] = ['', '']
  const code = await main(argv, {
    cwd: folder,
    env: {},
    stdout: { write: (text) => (out += text), columns: 200 },
    stderr: { write: (text) => (err += text) },
    now: () => 0,
    onInterrupt: () => () => {},
    ...(answer !== undefined && { ask: async () => answer }),
  })
  return { code, out, err }
}

test('faultline fix runs the pipeline, retrains and finds the gain of the planted group', async () => {
  const { code, out, err } = await faultline('fix', 'config.json')
  expect(err).not.toContain('error')
  expect(code).toBe(0)
  expect(out).toMatch(
    /direction: accuracy on rare groups \(time\) rises from .* better than random/,
  )
  expect(out).toMatch(/^direction +\d+ .*▲/m)
})

test('faultline fix --json gives the file, and --set changes it', async () => {
  const { out } = await faultline('fix', 'config.json', '--json', '--set', 'fix.perClass=7')
  const file = fixFileSchema.parse(JSON.parse(out))
  expect(new Set(file.budgets.map(({ perClass }) => perClass))).toEqual(new Set([7]))
})

test('faultline fix ends with code 1 when trainings failed, and says how many', async () => {
  const { code, out } = await faultline('fix', 'config.json', ...commandOf('process.exit(2)'))
  expect(code).toBe(1)
  expect(out).toContain('no two finished trainings')
})

test('faultline fix shows the command of a run folder and runs it only if it is told to', async () => {
  const mark = join(folder, 'was-run')
  const script = `require('node:fs').writeFileSync(${JSON.stringify(mark)}, ''); process.exit(2)`
  const config = ['config.json', ...commandOf(script)]
  const { out } = await faultline('run', ...config, '--json')
  const stranger = join('runs', JSON.parse(out).name)
  const wasRun = () =>
    stat(mark).then(
      () => true,
      () => false,
    )
  for (const answer of [undefined, 'n', '']) {
    const { code, err } = await answering(answer, 'fix', stranger)
    expect(err).toContain(JSON.stringify(script))
    expect(err).toContain('was not allowed')
    expect(code).toBe(2)
    expect(await wasRun()).toBe(false)
  }
  for (const consent of [
    () => answering('y', 'fix', stranger),
    () => faultline('fix', stranger, '--allow-command'),
    () => faultline('fix', ...config),
  ]) {
    expect((await consent()).code).toBe(1)
    expect(await wasRun()).toBe(true)
    await rm(mark)
  }
})
