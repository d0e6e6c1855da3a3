import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { combineClasses, type JudgedDirection } from '../core/combine-classes.ts'
import type { ExampleTable } from '../core/example-table.ts'
import type { FitOptions } from '../core/fit-class.ts'
import { heldOutCheck } from '../core/held-out-check.ts'
import type { Matrix } from '../core/matrix.ts'
import { scoreExamples } from '../core/score-examples.ts'
import {
  constantFeatures,
  fitStandardizerOfBlocks,
  type Standardizer,
} from '../core/standardize.ts'
import { type MetadataColumn, textAt } from '../io/column.ts'
import type { Dataset } from '../io/dataset.ts'
import { writeNpy } from '../io/npy.ts'
import { openNpyRows } from '../io/npy-rows.ts'
import { writeNpz } from '../io/npz.ts'
import type { RowReader } from '../io/row-reader.ts'
import { writeJson } from '../io/write-atomic.ts'
import type { Config } from '../run/config.ts'
import type { DirectionRecord, DirectionsFile } from '../run/directions-file.ts'
import { ConfigError } from '../run/errors.ts'
import { RUN_FILES } from '../run/files.ts'
import { standardizeSplit } from './check-examples.ts'
import { fitInWorkers } from './fit-in-workers.ts'
import type { FitTask } from './fit-one-class.ts'
import type { Step } from './steps.ts'

/** Rows read at once. */
const BLOCK_ROWS = 4096

export interface FitPlan {
  folder: string
  dataset: Dataset
  /** Number of classes that labels may name. */
  labelClasses: number
  config: Config
  /** Threads. @default the cores of the machine */
  workers?: number | undefined
  /** Everything that the result depends on besides the method and the seed, as JSON. */
  identity: unknown
}

/** The step that fits the directions of all classes, checks them on held-out examples and writes them. */
export function fitStep(plan: FitPlan): Step {
  const { folder, dataset, labelClasses, config, identity } = plan
  const { scoreBy: _, ...method } = config.method
  return {
    name: 'fit',
    key: [identity, labelClasses, method, config.seed],
    run: async (effects) => {
      const embeddings = join(folder, RUN_FILES.embeddings)
      const split = standardizeSplit(dataset, config)
      const reader = await openNpyRows(embeddings)
      try {
        const standardizer = await standardizerOf(reader, rowsOf(dataset, split))
        const tasks = tasksOf(dataset, labelClasses, config)
        const setting = { embeddings, standardizer, options: fitOptions(config) }
        const workers = plan.workers ?? availableParallelism()
        const fits = await fitInWorkers(setting, tasks, workers, effects)
        const { classes, warnings } = combineClasses(fits, method.alpha)
        for (const warning of warnings) effects.onWarning?.(warning)

        const normals: Float64Array[] = []
        const file: DirectionsFile = {
          profile: method.profile,
          fitSplit: method.fitSplit,
          standardizer: {
            split,
            rows: rowsOf(dataset, split).length,
            constantFeatures: constantFeatures(standardizer),
          },
          classes: [],
        }
        for (const [label, { directions, ...found }] of classes.entries()) {
          const heldOut = rowsOf(dataset, method.heldOutSplit).filter(
            (row) => dataset.labels[row] === label,
          )
          const records: DirectionRecord[] = []
          for (const direction of directions) {
            const check = await checkHeldOut(reader, dataset, standardizer, direction, heldOut)
            const { weights, ...facts } = direction
            records.push(
              nullsFor({
                ...facts,
                row: normals.length,
                heldOut: check && { split: method.heldOutSplit, ...check },
              }),
            )
            normals.push(weights.map((w) => (direction.norm === 0 ? 0 : w / direction.norm)))
          }
          file.classes.push({ ...found, directions: records })
        }
        const all = Float64Array.from(
          { length: normals.length * reader.cols },
          (_, i) => normals[Math.floor(i / reader.cols)]?.[i % reader.cols] ?? 0,
        )
        const { mean, deviation } = standardizer
        await writeNpy(join(folder, RUN_FILES.normals), all, [normals.length, reader.cols])
        await writeNpz(join(folder, RUN_FILES.standardizer), {
          mean: { data: mean, shape: [mean.length] },
          deviation: { data: deviation, shape: [deviation.length] },
        })
        await writeJson(join(folder, RUN_FILES.directions), file)
      } finally {
        await reader.close()
      }
      return { outputs: [RUN_FILES.directions, RUN_FILES.normals, RUN_FILES.standardizer] }
    },
  }
}

const rowsOf = ({ splits }: ExampleTable, split: string) =>
  Int32Array.from(splits.flatMap((name, row) => (name === split ? [row] : [])))

/** Mean and deviation over some rows, in three passes over the file. */
function standardizerOf(reader: RowReader, rows: Int32Array): Promise<Standardizer> {
  async function* blocks(): AsyncGenerator<Matrix> {
    for (let start = 0; start < rows.length; start += BLOCK_ROWS) {
      const list = rows.subarray(start, start + BLOCK_ROWS)
      yield { data: await reader.readRowList(list), rows: list.length, cols: reader.cols }
    }
  }
  return fitStandardizerOfBlocks(blocks, reader.cols)
}

/** One task a class: its examples of the fit split that have a prediction. */
function tasksOf(dataset: Dataset, labelClasses: number, { method }: Config): FitTask[] {
  const { classes, labels, predictions } = dataset
  const groups =
    method.foldGroups === undefined ? undefined : groupNumbers(dataset, method.foldGroups)
  const members: number[][] = Array.from({ length: labelClasses }, () => [])
  for (const row of rowsOf(dataset, method.fitSplit)) {
    const label = labels[row] ?? -1
    if (label >= 0 && predictions[row] !== -1) members[label]?.push(row)
  }
  return members.map((list, label) => {
    const rows = Int32Array.from(list)
    return {
      class: classes[label] ?? '',
      rows,
      correct: Uint8Array.from(rows, (row) => (predictions[row] === label ? 1 : 0)),
      groups: groups && rows.map((row) => groups[row] ?? 0),
    }
  })
}

/** A number for each distinct value of a metadata column; a missing value is a group of its own. */
function groupNumbers({ metadata, ids }: Dataset, name: string): Int32Array {
  const column: MetadataColumn | undefined = Object.hasOwn(metadata, name)
    ? metadata[name]
    : undefined
  if (column === undefined) {
    throw new ConfigError(
      `Cannot group folds by "${name}": no such column, found ${Object.keys(metadata).join(', ') || 'none'}`,
    )
  }
  const numbers = new Map<string, number>()
  return Int32Array.from(ids, (id, row) => {
    const text = textAt(column, row)
    const value = text === undefined ? `missing ${id}` : `value ${text}`
    const known = numbers.get(value) ?? numbers.size
    numbers.set(value, known)
    return known
  })
}

function fitOptions({ method, seed }: Config): FitOptions {
  const { profile, C, folds, tolerance, minErrors, maxDirections, alpha, permutations } = method
  return { profile, seed, grid: C, folds, tolerance, minErrors, maxDirections, alpha, permutations }
}

/** Flagged against unflagged among the held-out examples of a class, block by block; undefined without any. */
async function checkHeldOut(
  reader: RowReader,
  { labels, predictions }: Dataset,
  standardizer: Standardizer,
  direction: JudgedDirection,
  heldOut: Int32Array,
) {
  const rows = heldOut.filter((row) => predictions[row] !== -1)
  if (rows.length === 0) return null
  const values = new Float64Array(rows.length)
  for (let start = 0; start < rows.length; start += BLOCK_ROWS) {
    const list = rows.subarray(start, start + BLOCK_ROWS)
    const x = { data: await reader.readRowList(list), rows: list.length, cols: reader.cols }
    values.set(
      scoreExamples({ standardizer, directions: [direction] }, x, new Int32Array(list.length)),
      start,
    )
  }
  return heldOutCheck(
    values,
    rows.map((row) => (predictions[row] === labels[row] ? 1 : 0)),
  )
}

/** JSON has null where TypeScript has undefined. */
function nullsFor(direction: unknown): DirectionRecord {
  return JSON.parse(JSON.stringify(direction, (_, value) => value ?? null))
}
