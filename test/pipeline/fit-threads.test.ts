import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fitInWorkers } from '../../dist/pipeline/fit/fit-in-workers.js'
import { randomSource } from '../../src/core/vectors/random.ts'
import { fitStandardizer } from '../../src/core/vectors/standardize.ts'
import { openNpyRows } from '../../src/io/vectors/npy-rows.ts'
import type { RowReader } from '../../src/io/vectors/row-reader.ts'
import { fitInWorkers as fitHere } from '../../src/pipeline/fit/fit-in-workers.ts'
import type { FitSetting, FitTask } from '../../src/pipeline/fit/fit-some.ts'
import { folderOf } from '../folder-of.ts'
import { writeNpyChunks } from '../make-run/write-arrays.ts'

const CLASSES = 4
const ROWS = 200
const COLS = 256

let reader: RowReader
let setting: FitSetting
let tasks: FitTask[]
let threads = 0
const count = () => {
  threads += 1
}

beforeAll(async () => {
  process.on('worker', count)
  const random = randomSource(5)
  const data = Float32Array.from({ length: CLASSES * ROWS * COLS }, () => random() - 0.5)
  const file = join(await folderOf(), 'embeddings.npy')
  await writeNpyChunks(file, CLASSES * ROWS, COLS, [data])
  reader = await openNpyRows(file)
  const standardizer = fitStandardizer({ data, rows: CLASSES * ROWS, cols: COLS })
  setting = { embeddings: file, standardizer, options: { seed: 1 } }
  tasks = Array.from({ length: CLASSES }, (_, label) => ({
    class: `class ${label}`,
    rows: Int32Array.from({ length: ROWS }, (_, i) => label * ROWS + i),
    // The first coordinate tells of the errors in some classes more than in others.
    correct: Uint8Array.from({ length: ROWS }, (_, i) =>
      Number((data[(label * ROWS + i) * COLS] ?? 0) * label + random() > 0.2),
    ),
    confidence: new Float64Array(ROWS).fill(Number.NaN),
    groups: undefined,
  }))
})
afterAll(async () => {
  process.off('worker', count)
  await reader.close()
})

test('classes are fitted to the same bits on one thread, on three, and on none', async () => {
  const here = await fitHere(reader, setting, tasks, 3, {})
  expect(here.filter(({ direction }) => direction).length).toBeGreaterThan(1)
  expect(threads).toBe(0)
  for (const workers of [1, 3]) {
    threads = 0
    expect(await fitInWorkers(reader, setting, tasks, workers, {})).toEqual(here)
    expect(threads).toBe(workers)
  }
})

test('no thread is started for classes so small that they are fitted before it would run', async () => {
  threads = 0
  const small = tasks.map((task) => ({
    ...task,
    rows: task.rows.slice(0, 40),
    correct: task.correct.slice(0, 40),
    confidence: task.confidence.slice(0, 40),
  }))
  expect(await fitInWorkers(reader, setting, small, 3, {})).toEqual(
    await fitHere(reader, setting, small, 3, {}),
  )
  expect(threads).toBe(0)
})
