import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import { folderOf } from '../../../test/folder-of.ts'
import { plantedRun } from '../../../test/planted-run/planted-run.ts'
import { mixedWeights, writeTinyEncoder } from '../../../test/tiny-onnx/image-models.ts'
import { modeOf } from '../../core/direction/find-modes.ts'
import { decisionValues } from '../../core/direction/hyperplane.ts'
import type { Matrix } from '../../core/vectors/matrix.ts'
import { normalDraw, randomSource } from '../../core/vectors/random.ts'
import { unitRowSource } from '../../core/vectors/row-source.ts'
import { loadOnnxRuntime } from '../../encoders/onnx/onnx-runtime.ts'
import { parseConfig } from '../../run/config.ts'
import { type Scorer, scorerOf } from '../run-folder/scorer.ts'
import { onnxScorer } from './onnx-scorer.ts'
import { SQL_ENGINES, sqlScorer } from './sql-scorer.ts'
import { writeOnnx } from './write-onnx.ts'

const D = 48
const ROWS = 200
const random = randomSource(7, 'export')

/** As CLIP's vectors are: a mean far from 0 beside the deviation; one feature that never varies. */
const mean = Float64Array.from({ length: D }, () => 5 * normalDraw(random))
const deviation = Float64Array.from({ length: D }, (_, j) => (j === 3 ? 0 : 0.01 + random() / 10))
const centre = () => Float64Array.from({ length: D }, () => normalDraw(random))
const scorer: Scorer = {
  standardizer: { mean, deviation },
  directions: ['cat#1', "o'brien\n; DROP TABLE x --#1", 'dog#2'].map((id, i) => ({
    id,
    class: id.slice(0, -2),
    weights: Float64Array.from({ length: D }, () => normalDraw(random)),
    bias: i - 1,
    modes: i === 1 ? [centre(), centre(), centre()] : [],
  })),
  encoder: '{"model":"tiny"}',
}
const x: Matrix = {
  data: Float32Array.from({ length: ROWS * D }, (_, i) => {
    const j = i % D
    return (mean[j] ?? 0) + (deviation[j] ?? 0) * normalDraw(random)
  }),
  rows: ROWS,
  cols: D,
}
const ours = scorer.directions.map((plane) => decisionValues(plane, scorer.standardizer, x))

/** Numbers of the modes, by direction and row: 0 where a row is not flagged. */
const units = unitRowSource(x, scorer.standardizer)
const modes = scorer.directions.map((direction, i) =>
  Array.from(ours[i] ?? [], (value, row) => {
    const unit = new Float64Array(D)
    units.write(row, unit)
    return value > 0 ? 0 : 1 + modeOf(direction.modes, unit)
  }),
)

/** The greatest difference, in units of the value or, near 0, of the spread of all values. */
function greatestError(found: (row: number, direction: number) => number): number {
  return Math.max(
    ...ours.flatMap((values, direction) =>
      Array.from(
        values,
        (value, row) => Math.abs(found(row, direction) - value) / Math.max(0.1, Math.abs(value)),
      ),
    ),
  )
}

const folder = await folderOf()

test('modes of every number are among the rows', () => {
  expect(new Set(modes[1])).toEqual(new Set([0, 1, 2, 3]))
})

test('the ONNX graph gives our decision values, flags and modes', async () => {
  const { library } = await loadOnnxRuntime()
  const session = await library.InferenceSession.create(onnxScorer(scorer))
  const {
    scores,
    flagged,
    modes: numbers,
  } = await session.run({
    embedding: new library.Tensor('float32', x.data, [ROWS, D]),
  })
  const values = scores?.data as Float64Array
  expect(scores?.dims).toEqual([ROWS, 3])
  expect(greatestError((row, direction) => values[3 * row + direction] ?? Number.NaN)).toBeLessThan(
    1e-9,
  )
  expect(Array.from(flagged?.data as Uint8Array)).toEqual(
    Array.from(values, (value) => +(value <= 0)),
  )
  expect(Array.from(numbers?.data as BigInt64Array, Number)).toEqual(
    Array.from(values, (_, i) => modes[i % 3]?.[Math.floor(i / 3)]),
  )
})

test('the ONNX graph gives a row at the mean the bias, as we do', async () => {
  const { library } = await loadOnnxRuntime()
  const centred = { ...scorer, standardizer: { mean: mean.map(Math.round), deviation } }
  const session = await library.InferenceSession.create(onnxScorer(centred))
  const { scores } = await session.run({
    embedding: new library.Tensor('float32', Float32Array.from(centred.standardizer.mean), [1, D]),
  })
  expect(Array.from(scores?.data as Float64Array)).toEqual([-1, 0, 1])
})

test.each([13, 18])(
  'behind a tower of operator set %d it scores what the tower embeds',
  async (opset) => {
    const run = await plantedRun(join(folder, `run-${opset}`), { perClass: 20 })
    const tower = join(folder, `tower-${opset}.onnx`)
    await writeTinyEncoder(tower, { weights: mixedWeights(16), opset })
    const encoder = { onnx: tower, input: { size: 8, mean: [0], std: [1] } }
    run.manifest.config = parseConfig({ dataset: { images: 'img' }, encoder }, 'test')
    const merged = join(folder, `merged-${opset}.onnx`)
    await writeOnnx(run, merged, { withEncoder: true, baseFolder: folder })

    const { library } = await loadOnnxRuntime()
    const session = await library.InferenceSession.create(merged)
    const pixels = Float32Array.from({ length: 2 * 3 * 64 }, () => random())
    const out = await session.run({ input: new library.Tensor('float32', pixels, [2, 3, 8, 8]) })
    const embedded = { data: out['embedding']?.data as Float32Array, rows: 2, cols: 16 }
    const scores = out['faultline_scores']?.data as Float64Array
    const { directions, standardizer } = await scorerOf(run)
    directions.forEach((plane, direction) => {
      const expected = decisionValues(plane, standardizer, embedded)
      for (const row of [0, 1]) {
        expect(scores[row * directions.length + direction]).toBeCloseTo(expected[row] ?? 0, 12)
      }
    })
  },
)

test('a tower whose operators are older is refused', async () => {
  const run = await plantedRun(join(folder, 'old'), { perClass: 20 })
  const tower = join(folder, 'old.onnx')
  await writeTinyEncoder(tower, { weights: mixedWeights(16), opset: 12 })
  const encoder = { onnx: tower, output: 'embedding', input: { size: 8, mean: [0], std: [1] } }
  run.manifest.config = parseConfig({ dataset: { images: 'img' }, encoder }, 'test')
  const target = join(folder, 'never.onnx')
  await expect(writeOnnx(run, target, { withEncoder: true, baseFolder: folder })).rejects.toThrow(
    'operator set 12, expected 13 or later',
  )
})

test('the DuckDB query gives our decision values and modes, with hostile names in the run and the table', async () => {
  const instance = await DuckDBInstance.create(':memory:')
  const db = await instance.connect()
  const rows = Array.from({ length: ROWS }, (_, row) =>
    JSON.stringify({ id: row, 'odd "name"': [...x.data.subarray(row * D, (row + 1) * D)] }),
  )
  const file = join(folder, 'vectors.jsonl')
  await writeFile(file, rows.join('\n'))
  await db.run(
    `CREATE TABLE "my table" AS SELECT id, "odd ""name"""::FLOAT[] AS "odd ""name""" FROM read_json('${file}')`,
  )
  const query = sqlScorer(scorer, 'duckdb', {
    table: 'my table',
    id: 'id',
    embedding: 'odd "name"',
  })
  const answer = (await db.runAndReadAll(query)).getRowObjects()
  const byId = new Map(answer.map((row) => [Number(row['id']), row]))
  expect(
    greatestError((row, direction) => Number(byId.get(row)?.[`score_${direction + 1}`])),
  ).toBeLessThan(1e-5)
  for (const row of answer) {
    expect(row['flagged_1']).toBe(Number(row['score_1']) <= 0)
    const found = [1, 2, 3].map((number) => Number(row[`mode_${number}`]))
    expect(found).toEqual(modes.map((own) => own[Number(row['id'])]))
  }
  db.closeSync()
})

test('no text of a run leaves the comments of a query', () => {
  for (const engine of SQL_ENGINES) {
    const query = sqlScorer(scorer, engine, { table: 't', id: 'id', embedding: 'e' })
    const code = query.split('\n').filter((line) => !line.startsWith('--'))
    expect(code.join('\n')).not.toContain('DROP TABLE')
  }
})

test('an engine that is not known is refused with those that are', () => {
  expect(() => sqlScorer(scorer, 'oracle', { table: 't', id: 'id', embedding: 'e' })).toThrow(
    /"oracle": expected one of duckdb, postgres/,
  )
})
