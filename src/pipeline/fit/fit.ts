import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { combineClasses, type JudgedDirection } from '../../core/direction/combine-classes.ts'
import { rowsOfSplit } from '../../core/direction/example-table.ts'
import type { ClassFit, FitOptions } from '../../core/direction/fit-class.ts'
import { heldOutCheck } from '../../core/direction/held-out-check.ts'
import { decisionValues } from '../../core/direction/hyperplane.ts'
import { MOST_ROWS, softenStandardizer } from '../../core/ridge/soften-standardizer.ts'
import { groupBy } from '../../core/vectors/group-by.ts'
import type { Matrix } from '../../core/vectors/matrix.ts'
import {
  constantFeatures,
  fitStandardizerOfBlocks,
  type Standardizer,
} from '../../core/vectors/standardize.ts'
import type { Dataset } from '../../io/dataset/dataset.ts'
import { writeJson } from '../../io/files/write-atomic.ts'
import { writeNpy } from '../../io/vectors/npy.ts'
import { writeNpz } from '../../io/vectors/npz.ts'
import type { RowReader } from '../../io/vectors/row-reader.ts'
import type { Config, MethodConfig } from '../../run/config.ts'
import type { DirectionsFile, ModeRecord } from '../../run/directions-file.ts'
import type { Effects, Warning } from '../../run/effects.ts'
import { RUN_FILES } from '../../run/files.ts'
import type { StepRecord } from '../../run/manifest.ts'
import { dependsOn } from '../run-folder/depends-on.ts'
import { matrixOf, withEmbeddings } from '../run-folder/run-embeddings.ts'
import type { Step } from '../run-folder/steps.ts'
import { standardizeSplit } from './check-examples.ts'
import { type ClassMode, classModes } from './class-modes.ts'
import { copiesOfFit, copiesWarning, vectorDigests } from './copies.ts'
import { fitInWorkers } from './fit-in-workers.ts'
import type { FitTask } from './fit-some.ts'
import { evenly, fitTasks } from './fit-tasks.ts'

/** Rows read at once. */
const BLOCK_ROWS = 4096

/** What one of the profiles does not measure. */
const UNMEASURED = {
  C: null,
  penalty: null,
  auroc: null,
  aurocInterval: null,
  p: null,
  reached: null,
  drawn: null,
  scale: null,
}

export interface FitPlan {
  dataset: Dataset
  /** Number of classes that labels may name. */
  labelClasses: number
  config: Config
  /** Threads. @default the cores of the machine */
  workers?: number | undefined
  /** Digest of the dataset's rows. */
  rows: string
  /** The embeddings. */
  results: readonly StepRecord[]
}

/** The step that fits the directions of all classes, checks them on held-out examples and writes them. */
export function fitStep(plan: FitPlan): Step {
  const { labelClasses, config, rows, results } = plan
  const { scoreBy: _, ...method } = config.method
  return {
    name: 'fit',
    key: dependsOn('fit', {
      images: null,
      rows,
      models: null,
      vectors: null,
      captions: null,
      settings: { labelClasses, method, seed: config.seed },
      results,
    }),
    run: async ({ folder }, effects) => {
      await withEmbeddings({ folder }, (reader) => fitAndWrite(folder, plan, reader, effects))
      return {
        outputs: [
          RUN_FILES.directions,
          RUN_FILES.normals,
          RUN_FILES.standardizer,
          RUN_FILES.leftOut,
          RUN_FILES.modes,
        ],
      }
    },
  }
}

async function fitAndWrite(
  folder: string,
  plan: FitPlan,
  reader: RowReader,
  effects: Effects,
): Promise<void> {
  const { dataset, labelClasses, config, workers = availableParallelism() } = plan
  const { profile, fitSplit, heldOutSplit, alpha } = config.method
  const onWarning = (warning: Warning) => effects.onWarning?.(warning)
  const split = standardizeSplit(dataset, config)
  const rows = rowsOfSplit(dataset, split)
  const standardizer = await readStandardizer(reader, rows, profile)
  const tasks = fitTasks(dataset, labelClasses, reader.cols, config.method, onWarning)
  const setting = { embeddings: reader.path, standardizer, options: fitOptions(config) }
  const fits = await fitInWorkers(reader, setting, tasks, workers, effects)
  const { classes, warnings } = combineClasses(fits, alpha)
  for (const warning of warnings) onWarning(warning)

  const copies = await copiesOfFit(dataset, vectorDigests(reader), config.method)
  if (copies.size > 0) effects.onWarning?.(copiesWarning(dataset, copies, config.method))
  const known = rowsOfSplit(dataset, heldOutSplit).filter(
    (row) => dataset.predictions[row] !== -1 && !copies.has(row),
  )
  const knownOf = groupBy(known, (row) => dataset.labels[row])
  const directions = classes.flatMap((found) => found.directions)
  const records: DirectionsFile['classes'] = []
  const centres: Float64Array[] = []
  for (const [label, found] of classes.entries()) {
    const [direction] = found.directions
    if (!direction) {
      records.push({ ...found, directions: [], modes: [] })
      continue
    }
    const heldOut = Int32Array.from(knownOf.get(label) ?? [])
    const correct = heldOut.map((row) => (dataset.predictions[row] === label ? 1 : 0))
    const values: number[] = []
    for await (const x of blocksOf(reader, heldOut)) {
      values.push(...decisionValues(direction, standardizer, x))
    }
    const check =
      heldOut.length > 0 ? { split: heldOutSplit, ...heldOutCheck(values, correct) } : null
    const fitted = tasks[label]?.rows ?? new Int32Array()
    const leftOut = fits[label]?.leftOut
    const modes =
      found.state === 'ok' && leftOut
        ? await classModes(reader, standardizer, found.class, {
            flagged: fitted.filter((_, k) => (leftOut[k] ?? 1) <= 0),
            heldOut,
            values,
            correct,
          })
        : []
    const { weights: _, ...facts } = direction
    const row = directions.indexOf(direction)
    records.push({
      ...found,
      directions: [withNulls({ ...UNMEASURED, ...facts, row, heldOut: check })],
      modes: modes.map((mode, k) => modeRecord(mode, k + 1, centres.length + k, heldOutSplit)),
    })
    centres.push(...modes.map(({ centre }) => centre))
  }
  const file: DirectionsFile = {
    profile,
    fitSplit,
    standardizer: { split, rows: rows.length, constantFeatures: constantFeatures(standardizer) },
    classes: records,
  }
  const centreValues = new Float64Array(centres.length * reader.cols)
  for (const [row, centre] of centres.entries()) centreValues.set(centre, row * reader.cols)
  await writeNpy(join(folder, RUN_FILES.modes), centreValues, [centres.length, reader.cols])
  const { mean, deviation } = standardizer
  await writeNpy(join(folder, RUN_FILES.normals), unitNormals(directions, reader.cols), [
    directions.length,
    reader.cols,
  ])
  await writeNpz(join(folder, RUN_FILES.standardizer), {
    mean: { data: mean, shape: [mean.length] },
    deviation: { data: deviation, shape: [deviation.length] },
  })
  await writeNpy(join(folder, RUN_FILES.leftOut), leftOutValues(tasks, fits, reader.rows), [
    reader.rows,
  ])
  await writeJson(join(folder, RUN_FILES.directions), file)
}

/** A mode as it is kept; row = its place in `modes.npy`. */
function modeRecord(
  { examples, heldOut, isClaimed }: ClassMode,
  number: number,
  row: number,
  split: string,
): ModeRecord {
  const { flagged: mode, unflagged: others, difference, differenceInterval } = heldOut ?? {}
  const check = heldOut && { split, mode, others, difference, differenceInterval }
  return withNulls({ number, row, examples, heldOut: check, isClaimed })
}

/** Mean and deviation of some rows; of the robust profile, softened by how its features correlate. */
async function readStandardizer(
  reader: RowReader,
  rows: Int32Array,
  profile: MethodConfig['profile'],
): Promise<Standardizer> {
  const standardizer = await fitStandardizerOfBlocks(() => blocksOf(reader, rows), reader.cols)
  if (profile === 'faithful') return standardizer
  const x = await matrixOf(reader, evenly(rows, MOST_ROWS))
  const { mean, deviation } = softenStandardizer(standardizer, x)
  return { mean, deviation }
}

/** Decision values of the fitted rows by fits without them, float64[n], NaN for all other rows. */
function leftOutValues(
  tasks: readonly FitTask[],
  fits: readonly ClassFit[],
  n: number,
): Float64Array {
  const values = new Float64Array(n).fill(Number.NaN)
  tasks.forEach(({ rows }, k) => {
    fits[k]?.leftOut?.forEach((value, i) => {
      values[rows[i] ?? 0] = value
    })
  })
  return values
}

/** Vectors of some rows, a block at a time. */
async function* blocksOf(reader: RowReader, rows: Int32Array): AsyncGenerator<Matrix> {
  for (let start = 0; start < rows.length; start += BLOCK_ROWS) {
    yield matrixOf(reader, rows.subarray(start, start + BLOCK_ROWS))
  }
}

function fitOptions({ method, seed }: Config): FitOptions {
  const { C: grid, ...options } = method
  return { ...options, grid, seed }
}

/** float64[m, d]; a direction of no length stays zero. */
function unitNormals(directions: readonly JudgedDirection[], d: number): Float64Array {
  const normals = new Float64Array(directions.length * d)
  directions.forEach(({ weights, norm }, i) => {
    normals.set(
      weights.map((w) => (norm === 0 ? 0 : w / norm)),
      i * d,
    )
  })
  return normals
}

/** JSON has null where TypeScript has undefined. */
function withNulls<T>(record: object): T {
  return JSON.parse(JSON.stringify(record, (_, value) => value ?? null))
}
