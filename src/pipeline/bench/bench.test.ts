import { expect, test } from 'vitest'
import { folderOf } from '../../../test/folder-of.ts'
import { normalDraw, randomSource } from '../../core/vectors/random.ts'
import { benchMarkdown } from './bench-markdown.ts'
import { benchPlot } from './bench-plot.ts'
import type { MethodResult } from './bench-setting.ts'
import { SETTING_KINDS } from './bench-setting.ts'
import type { BenchSource } from './bench-source.ts'
import { commandMethod } from './command-method.ts'
import { makeSetting } from './make-setting.ts'
import { measureResult } from './measure.ts'
import { METHODS } from './methods.ts'
import { planSettings } from './plan-settings.ts'
import { runBench } from './run-bench.ts'
import { correlatedCells } from './sample-cells.ts'
import { wordOf } from './slice-words.ts'
import { betaDraw, syntheticPredictions } from './synthetic-predictions.ts'

/** Four classes and two attributes, each a shift along an axis of its own; a real model that fails on class 0 at night. */
function drawSource(n: number): BenchSource {
  const random = randomSource('bench source')
  const labels = Int32Array.from({ length: n }, (_, i) => i % 4)
  const night = Uint8Array.from(labels, () => (random() < 0.3 ? 1 : 0))
  const small = Uint8Array.from(labels, () => (random() < 0.4 ? 1 : 0))
  const d = 16
  const data = Float32Array.from({ length: n * d }, (_, at) => {
    const [row, col] = [Math.floor(at / d), at % d]
    const shift =
      col === labels[row] || (col === 8 && night[row]) || (col === 9 && small[row]) ? 3 : 0
    return shift + normalDraw(random)
  })
  const wrong = labels.map((label, i) => Number(random() < (label === 0 && night[i] ? 0.7 : 0.05)))
  return {
    name: 'test',
    x: { data, rows: n, cols: d },
    classes: ['a', 'b', 'c', 'd'],
    labels,
    predictions: labels.map((label, i) => (wrong[i] ? (label + 1) % 4 : label)),
    confidence: Float64Array.from(wrong, (one) => (one ? 0.2 : 0.9)),
    attributes: [
      { name: 'time = night', column: 'time', value: 'night', has: night },
      { name: 'time = day', column: 'time', value: 'day', has: night.map((one) => 1 - one) },
      { name: 'size = small', column: 'size', value: 'small', has: small },
    ],
  }
}

const source = drawSource(2400)

const share = (marks: ArrayLike<number>) =>
  Array.from(marks).reduce((sum, one) => sum + one, 0) / marks.length

test('correlatedCells() gives the two attributes equal means and the wanted phi correlation', () => {
  for (const [n, mean, rho] of [
    [1000, 0.5, 0.6],
    [4000, 0.3, 0.2],
    [600, 0.4, 0],
  ] as const) {
    const { n00, n01, n10, n11 } = correlatedCells(n, mean, rho)
    expect(Math.abs(n00 + n01 + n10 + n11 - n)).toBeLessThan(3)
    expect((n11 + n10) / n).toBeCloseTo(mean, 2)
    expect((n11 + n01) / n).toBeCloseTo(mean, 2)
    const phi =
      (n11 * n00 - n10 * n01) / Math.sqrt((n11 + n10) * (n01 + n00) * (n11 + n01) * (n10 + n00))
    expect(phi).toBeCloseTo(rho, 1)
  }
})

test('betaDraw() has the mean and the variance of its law', () => {
  const random = randomSource('beta')
  for (const [a, b] of [
    [0.75, 0.25],
    [0.4, 0.6],
    [3, 2],
  ] as const) {
    const draws = Array.from({ length: 20_000 }, () => betaDraw(a, b, random))
    const mean = share(draws)
    const variance = share(draws.map((value) => (value - mean) ** 2))
    expect(mean).toBeCloseTo(a / (a + b), 1)
    expect(variance).toBeCloseTo((a * b) / ((a + b) ** 2 * (a + b + 1)), 2)
  }
})

test('syntheticPredictions() are worse inside the slices and agree with their confidence', () => {
  const labels = Int32Array.from({ length: 20_000 }, (_, i) => i % 2)
  const inSlice = Uint8Array.from(labels, (_, i) => (i % 5 === 0 ? 1 : 0))
  const quality = { outside: 0.75, inside: 0.4 }
  const { predictions, confidence } = syntheticPredictions(
    labels,
    inSlice,
    quality,
    randomSource('p'),
  )
  const meanOf = (inside: number) => share([...confidence].filter((_, i) => inSlice[i] === inside))
  expect(meanOf(0)).toBeCloseTo(0.75, 1)
  expect(meanOf(1)).toBeCloseTo(0.4, 1)
  expect(predictions.every((p, i) => (p === labels[i]) === (confidence[i] ?? 0) >= 0.5)).toBe(true)
})

test('every kind of setting hides a slice in which the model errs more; its null does not', () => {
  for (const kind of SETTING_KINDS) {
    const strength = kind === 'blind spots' ? 1 : 0.3
    const rates = [false, true].map((isNull) => {
      const gaps: number[] = []
      for (let seed = 0; seed < 4; seed++) {
        const setting = makeSetting(source, { kind, size: 150, strength, isNull, seed })
        expect(setting, kind).toBeDefined()
        for (const slice of setting?.slices ?? []) {
          const { labels, predictions } = setting?.test ?? { labels: [], predictions: [] }
          const own = [...labels.keys()].filter((i) => labels[i] === slice.label)
          const wrong = (inside: number) =>
            share(
              own
                .filter((i) => slice.test[i] === inside)
                .map((i) => Number(labels[i] !== predictions[i])),
            )
          gaps.push(wrong(1) - wrong(0))
        }
      }
      return share(gaps)
    })
    expect(rates[0], kind).toBeGreaterThan(0.15)
    expect(Math.abs(rates[1] ?? 1), `${kind}, null`).toBeLessThan(0.12)
  }
})

test('fit and test rows share no image, and rare settings hold the wanted share', () => {
  const setting = makeSetting(source, {
    kind: 'rare',
    size: 200,
    strength: 0.2,
    isNull: false,
    seed: 1,
  })
  const rowsOf = ({ data, cols }: { data: Float32Array; cols: number }) =>
    new Set(
      Array.from({ length: data.length / cols }, (_, i) =>
        data.subarray(i * cols, i * cols + 3).join(),
      ),
    )
  const [fit, held] = [rowsOf(setting?.fit.x ?? source.x), rowsOf(setting?.test.x ?? source.x)]
  expect([...fit].filter((row) => held.has(row))).toEqual([])
  const target = (setting?.fit.labels ?? Int32Array.of()).reduce((sum, label) => sum + label, 0)
  expect(target).toBe(200)
  expect((setting?.slices[0]?.fit ?? Uint8Array.of()).reduce((sum, one) => sum + one, 0)).toBe(40)
})

test('what the data do not allow is no setting', () => {
  expect(
    makeSetting(drawSource(400), {
      kind: 'rare',
      size: 5000,
      strength: 0.2,
      isNull: false,
      seed: 0,
    }),
  ).toBeUndefined()
})

test('measures are those of a hand count', () => {
  const setting = makeSetting(source, {
    kind: 'rare',
    size: 100,
    strength: 0.2,
    isNull: false,
    seed: 2,
  })
  if (!setting) throw new Error('no setting')
  const [slice] = setting.slices
  const score = Float64Array.from(slice?.test ?? [], (one, i) =>
    one === 1 && i % 2 === 0 ? 2 : one,
  )
  const result: MethodResult = { score, slices: [score], q: [1, 0.01] }
  const hand = { p10: 1, pk: 1, averagePrecision: 1, solved: 1, best10: 1, power: 1 }
  const unnamed = { top1: Number.NaN, reciprocalRank: Number.NaN }
  expect(measureResult(setting, result)).toEqual([{ ...hand, ...unnamed }])
  const turned = { score: score.map((value) => -value), slices: [] }
  expect(measureResult(setting, turned)[0]).toMatchObject({ p10: 0, solved: 0, power: Number.NaN })
})

test('a slice is named by the word that goes best with the score, and what has no word by none', () => {
  const plan = { kind: 'blind spots' as const, size: 150, strength: 1, isNull: false, seed: 0 }
  const setting = makeSetting(source, plan)
  if (!setting) throw new Error('no setting')
  const axes = ['a', 'b', 'night', 'small'].map((_, i) => [0, 1, 8, 9][i])
  const vectors = {
    data: Float32Array.from({ length: 4 * 16 }, (_, k) => Number(axes[k >> 4] === k % 16)),
    rows: 4,
    cols: 16,
  }
  const words = { texts: ['a', 'b', 'night', 'small'], vectors }
  const along = (axis: number) =>
    Float64Array.from(setting.test.labels, (_, i) => setting.test.x.data[i * 16 + axis] ?? 0)
  const named = (axis: number, slice: readonly string[]) =>
    measureResult(
      { ...setting, slices: setting.slices.map((own) => ({ ...own, words: slice })) },
      { score: along(axis), slices: [] },
      words,
    )[0]
  expect(named(8, ['night'])).toMatchObject({ top1: 1, reciprocalRank: 1 })
  expect(named(9, ['night', 'small'])).toMatchObject({ top1: 1, reciprocalRank: 1 })
  expect(named(9, ['night'])?.top1).toBe(0)
  expect(named(9, ['night'])?.reciprocalRank).toBeLessThanOrEqual(1 / 2)
  expect(named(8, [])?.top1).toBe(Number.NaN)
  expect([
    wordOf({ column: 'wearing_hat', value: '1' }),
    wordOf({ column: 'wearing_hat', value: '-1' }),
    wordOf({ column: 'place', value: 'deep_snow' }),
    wordOf({ column: 'age', value: '37' }),
  ]).toEqual(['wearing hat', undefined, 'deep snow', undefined])
})

test('the benchmark ranks the ceiling above ours, ours above chance, and gives the same table for the same seed', async () => {
  const plans = [0, 1, 2].map((seed) => ({
    kind: 'rare' as const,
    size: 150,
    strength: 0.2,
    isNull: seed === 2,
    seed,
  }))
  const wanted = ['ours, without own loss', 'random', 'ceiling']
  const methods = METHODS.filter(({ name }) => wanted.includes(name))
  const [once, again] = [
    await runBench(source, { plans, methods, seed: 0, now: () => 0 }),
    await runBench(source, { plans, methods, seed: 0, now: () => performance.now() }),
  ]
  expect(again.file).toEqual(once.file)
  const p10 = (method: string) =>
    once.file.table.find((row) => row.kind === 'all' && row.method === method)?.measures.p10
      ?.mean ?? 0
  expect(p10('ceiling')).toBeGreaterThanOrEqual(p10('ours, without own loss'))
  expect(p10('ours, without own loss')).toBeGreaterThan(p10('random') + 0.3)
  expect(once.file.table.find((row) => row.method === wanted[0])?.falseAlarms?.settings).toBe(1)
  expect(benchMarkdown(once.file)).toMatch(/^\| ours, without own loss \| \d\.\d\d \[/m)
  expect(benchPlot(once.file)).toMatch(/^<svg/)
})

test('a method of one’s own joins by a command: npy and JSON in, npy out', async () => {
  // The row's first feature, as a program that knows nothing of Faultline would write it.
  const program = `
    import { readFileSync, writeFileSync } from 'node:fs'
    const folder = process.argv.at(-1)
    const bytes = readFileSync(folder + '/test.npy')
    const start = 10 + bytes.readUInt16LE(8)
    const n = JSON.parse(readFileSync(folder + '/task.json')).test.labels.length
    const d = (bytes.length - start) / 4 / n
    const scores = Float32Array.from({ length: n }, (_, i) => bytes.readFloatLE(start + 4 * i * d))
    const text = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + n + ",), }"
    const header = text.padEnd(117) + '\\n'
    const head = Buffer.from('\\x93NUMPY\\x01\\x00', 'latin1')
    const size = Buffer.from(Uint16Array.of(header.length).buffer)
    writeFileSync(folder + '/scores.npy', Buffer.concat([head, size, Buffer.from(header), Buffer.from(scores.buffer)]))`
  const cwd = await folderOf({
    'method.mjs': program,
    'broken.mjs': 'process.exit(3)',
    'short.mjs': program
      .replace('(" + n + "', '(" + (n - 1) + "')
      .replace('length: n }', 'length: n - 1 }'),
  })
  const setting = makeSetting(source, {
    kind: 'rare',
    size: 60,
    strength: 0.2,
    isNull: false,
    seed: 0,
  })
  if (!setting) throw new Error('no setting')
  const method = (file: string) =>
    commandMethod({ run: [process.execPath, file], cwd, env: process.env })
  const { score } = await method('method.mjs').run(setting)
  const { data, cols } = setting.test.x
  expect([...score]).toEqual(Array.from(setting.test.labels, (_, i) => data[i * cols]))
  await expect(method('broken.mjs').run(setting)).rejects.toThrow('ended with exit code 3')
  await expect(method('short.mjs').run(setting)).rejects.toThrow(/shape \[\d+\], expected/)
})

test('data of which no setting can be made are refused, not answered with an empty table', async () => {
  const plans = planSettings({ quick: true, seed: 0 })
  const options = { plans, methods: METHODS, seed: 0, now: () => 0 }
  await expect(runBench(drawSource(12), options)).rejects.toThrow(
    `none of ${plans.length} settings can be made of its 12 examples in 4 classes`,
  )
})
