import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folderOf } from '../../../test/folder-of.ts'
import { normalDraw, randomSource } from '../../core/vectors/random.ts'
import type { RunExamples } from '../../io/dataset/examples-file.ts'
import type { MetadataColumn } from '../../io/tables/column.ts'
import type { Effects } from '../../run/effects.ts'
import { ConfigError } from '../../run/errors.ts'
import { groupsFileSchema } from '../../run/groups-file.ts'
import { doStep, type Step } from '../run-folder/steps.ts'
import { groupValues } from './group-reports.ts'
import { type GroupsPlan, groupsStep } from './groups.ts'

const D = 6
const N = 800

/** Women are hard in class old and men in class young; axis 0 tells the sexes apart, axis 1 the classes. */
function faces() {
  const random = randomSource('faces')
  const women = Array.from({ length: N }, () => random() < 0.5)
  const labels = Int32Array.from({ length: N }, () => (random() < 0.5 ? 1 : 0))
  const minority = women.map((woman, i) => woman === (labels[i] === 0))
  const predictions = labels.map((label, i) =>
    random() < (minority[i] ? 0.5 : 0.1) ? 1 - label : label,
  )
  const data = Float32Array.from({ length: N * D }, (_, i) => {
    const [row, axis] = [Math.floor(i / D), i % D]
    const meaning = axis === 0 ? Number(women[row]) : axis === 1 ? (labels[row] ?? 0) : 0
    return 2 * meaning + 0.5 * normalDraw(random)
  })
  const decisionValues = Float64Array.from(
    minority,
    (hard) => (hard ? -1 : 1) + 0.4 * normalDraw(random),
  )
  const examples: RunExamples = {
    classes: ['old', 'young'],
    ids: women.map((_, i) => String(i)),
    images: [],
    labels,
    predictions,
    confidence: Float64Array.from(labels, (label, i) =>
      label === predictions[i] ? 0.5 + random() / 2 : random() / 2,
    ),
    splits: women.map((_, i) => (i % 2 ? 'val' : 'test')),
    decisionValues,
    combinedValues: decisionValues,
    flagged: Int8Array.from(decisionValues, (value) => (value <= 0 ? 1 : 0)),
    modes: Int32Array.from(decisionValues, (value) => (value <= 0 ? 1 : 0)),
    metadata: {
      'sex/gender': { kind: 'text', values: women.map((woman) => (woman ? 'woman' : 'man')) },
      width: { kind: 'number', values: Float64Array.from(women.keys()) },
    },
  }
  const readRows = async (rows: ArrayLike<number>) => ({
    data: Float32Array.from(
      Array.from(rows).flatMap((row) => [...data.subarray(row * D, row * D + D)]),
    ),
    rows: rows.length,
    cols: D,
  })
  return { examples, readRows }
}

/** Does a step in the folder of the plan. */
const runStep = ({ folder }: { folder: string }, step: Step, effects: Effects = {}) =>
  doStep({ folder, runFolder: folder }, step, effects)

const plan = async (groups: string[]): Promise<GroupsPlan & { folder: string }> => ({
  folder: await folderOf(),
  groups,
  method: { fitSplit: 'val', heldOutSplit: 'test' },
  seed: 0,
  results: [],
  load: async () => faces(),
})

test('groupsStep() reports each class and all pooled, with curves by four rankings and a plot', async () => {
  const made = await plan(['sex/gender'])
  const record = await runStep(made, groupsStep(made))
  const text = await readFile(join(made.folder, 'groups.json'), 'utf8')
  const { reports } = groupsFileSchema.parse(JSON.parse(text))
  expect(reports.map((report) => [report.class, report.minority])).toEqual([
    ['old', 'woman'],
    ['young', 'man'],
    ['all classes', 'old: woman, young: man'],
  ])
  for (const report of reports) {
    expect(report.curves.map(({ by }) => by)).toEqual([
      'decision value',
      'confidence',
      'random',
      'domino',
    ])
    const atFifty = new Map(
      report.curves.map(({ by, k, minorityShare }) => [by, minorityShare[k.indexOf(50)] ?? 0]),
    )
    expect(atFifty.get('decision value')).toBeGreaterThan(0.95)
    expect(atFifty.get('random')).toBeLessThan(0.75)
    expect(report.minorityShareOfFlagged).toBeGreaterThan(report.minorityShareOfErrors ?? 1)
    for (const { minorityShare } of report.curves) {
      expect(minorityShare.at(-1)).toBeCloseTo(report.minorityShare, 12)
    }
  }
  expect(record.outputs.map(({ file }) => file)).toEqual([
    'groups.json',
    'groups/001-sex-gender-old.svg',
    'groups/002-sex-gender-young.svg',
    'groups/003-sex-gender-all-classes.svg',
  ])
  const svg = await readFile(join(made.folder, 'groups/001-sex-gender-old.svg'), 'utf8')
  expect(svg).toMatch(/^<svg/)
  for (const by of ['decision value', 'confidence', 'random', 'domino']) expect(svg).toContain(by)
})

test('groupsStep() refuses an unknown column and names those there are', async () => {
  const made = await plan(['sexx'])
  await expect(runStep(made, groupsStep(made))).rejects.toThrow(ConfigError)
  await expect(runStep(made, groupsStep(made))).rejects.toThrow(/one of sex\/gender, width/)
})

test('groupsStep() warns of a column of many numbers and reports nothing', async () => {
  const made = await plan(['width'])
  const codes: string[] = []
  await runStep(made, groupsStep(made), { onWarning: ({ code }) => codes.push(code) })
  expect(codes).toEqual(['not-a-group'])
})

test.each<[MetadataColumn, (string | undefined)[] | undefined]>([
  [{ kind: 'boolean', values: [true, undefined, false] }, ['true', undefined, 'false']],
  [{ kind: 'number', values: Float64Array.of(1, Number.NaN, 0) }, ['1', undefined, '0']],
  [{ kind: 'text', values: ['a', 'a', undefined] }, undefined],
])('groupValues() names the values of %o', (column, expected) => {
  expect(groupValues(column)).toEqual(expected)
})
