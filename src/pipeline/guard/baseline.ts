import { createHash } from 'node:crypto'
import { rowsOfSplit } from '../../core/direction/example-table.ts'
import { decisionValues, type Hyperplane, hyperplaneOf } from '../../core/direction/hyperplane.ts'
import type { Matrix } from '../../core/vectors/matrix.ts'
import type { Standardizer } from '../../core/vectors/standardize.ts'
import type { Effects } from '../../run/effects.ts'
import { ConfigError } from '../../run/errors.ts'
import type { EncoderIdentity } from '../../run/failure-modes-file.ts'
import { type Run, readEmbeddingRows } from '../run-folder/open-run.ts'
import { encoderIdentity } from './encoder-identity.ts'
import { modeNames } from './mode-names.ts'
import { unitsOf } from './units.ts'
import { vectorMarks } from './vector-marks.ts'

/** One direction of one class with its flag rule and name, no longer bound to the run it was found in. */
export interface FrozenMode {
  /** `class#rank` */
  id: string
  digest: string
  class: string
  rank: number
  /** The claimed caption. */
  name: string | undefined
  plane: Hyperplane
  /** Flagged = decision value at most this. */
  threshold: number
  /** Places of flagged examples in the baseline's list, ascending. */
  flagged: Uint32Array
}

/** Failure modes, and how the model they were found in did on the examples they are measured on. */
export interface Baseline {
  /** Name of the run. */
  run: string
  tool: string
  encoder: EncoderIdentity
  classes: readonly string[]
  /** Split of the examples. */
  measuredOn: string
  standardizer: Standardizer
  examples: {
    ids: readonly string[]
    labels: Uint16Array
    /** 1 where the old model was right. */
    correct: Uint8Array
    /** Copies, and examples of one declared group, share a unit. */
    units: Uint32Array
    marks: Float32Array
  }
  modes: readonly FrozenMode[]
}

/**
 * The failure modes of a finished run as a baseline. They are measured on the held-out split: on the split that they were
 * fitted on, the old model's errors chose them, and any other model would look better.
 *
 * @param chosen - Modes by `class#rank`, or all of a class by its name. @default all of classes whose state is "ok"
 * @throws ConfigError if one is chosen that the run does not have.
 */
export async function baselineOfRun(
  run: Run,
  chosen: readonly string[] | undefined,
  effects: Effects = {},
): Promise<Baseline> {
  const { examples, manifest } = run
  const { measuredOn, rows } = measuredRows(run, effects)
  const x = await readEmbeddingRows(run, rows)
  const standardizer = {
    mean: toFloat32(run.standardizer.mean),
    deviation: toFloat32(run.standardizer.deviation),
  }
  const labels = Uint16Array.from(rows, (row) => examples.labels[row] ?? 0)
  const names = await modeNames(run)
  const modes = chooseModes(run, chosen).map(({ class: name, direction }): FrozenMode => {
    const { rank } = direction
    const { weights, bias } = hyperplaneOf(run.normals, direction)
    const plane = { weights: toFloat32(weights), bias }
    const id = `${name}#${rank}`
    return {
      id,
      digest: modeDigest(name, plane, standardizer),
      class: name,
      rank,
      name: names.get(id),
      plane,
      threshold: 0,
      flagged: flaggedPlaces(
        { plane, threshold: 0 },
        standardizer,
        x,
        labels,
        examples.classes.indexOf(name),
      ),
    }
  })
  return {
    run: manifest.name,
    tool: manifest.tool,
    encoder: encoderIdentity(manifest),
    classes: examples.classes,
    measuredOn,
    standardizer,
    examples: {
      ids: Array.from(rows, (row) => examples.ids[row] ?? ''),
      labels,
      correct: Uint8Array.from(rows, (row) =>
        examples.predictions[row] === examples.labels[row] ? 1 : 0,
      ),
      units: unitsOf(
        run,
        rows,
        x,
        standardizer,
        modes.map(({ flagged }) => flagged),
      ),
      marks: vectorMarks(x),
    },
    modes,
  }
}

/** Places of the rows of a class that a mode flags. */
export function flaggedPlaces(
  { plane, threshold }: Pick<FrozenMode, 'plane' | 'threshold'>,
  standardizer: Standardizer,
  x: Matrix,
  labels: ArrayLike<number>,
  label: number,
): Uint32Array {
  const places = Array.from({ length: x.rows }, (_, place) => place).filter(
    (place) => labels[place] === label,
  )
  const own = { data: new Float32Array(places.length * x.cols), rows: places.length, cols: x.cols }
  places.forEach((place, i) => {
    own.data.set(x.data.subarray(place * x.cols, (place + 1) * x.cols), i * x.cols)
  })
  const values = decisionValues(plane, standardizer, own)
  return Uint32Array.from(places.filter((_, i) => (values[i] ?? 0) <= threshold))
}

function measuredRows({ examples, manifest }: Run, effects: Effects) {
  const { heldOutSplit, fitSplit } = manifest.config.method
  const known = (split: string) =>
    rowsOfSplit(examples, split).filter(
      (row) => (examples.labels[row] ?? -1) >= 0 && (examples.predictions[row] ?? -1) >= 0,
    )
  const rows = known(heldOutSplit)
  if (rows.length > 0) return { measuredOn: heldOutSplit, rows }
  effects.onWarning?.({
    code: 'measured-on-fit-split',
    message: `No example of split "${heldOutSplit}" has a label and a prediction: modes are measured on "${fitSplit}", on which they were found, so any other model looks better there than it is`,
  })
  return { measuredOn: fitSplit, rows: known(fitSplit) }
}

function chooseModes({ directions }: Run, chosen: readonly string[] | undefined) {
  const all = directions.classes.flatMap((found) =>
    found.directions.map((direction) => ({ class: found.class, state: found.state, direction })),
  )
  if (chosen === undefined) return all.filter(({ state }) => state === 'ok')
  const named = (mode: (typeof all)[number]) => [mode.class, `${mode.class}#${mode.direction.rank}`]
  const unknown = chosen.find((name) => !all.some((mode) => named(mode).includes(name)))
  if (unknown !== undefined) {
    const known = all.map(({ class: name, direction }) => `${name}#${direction.rank}`).join(', ')
    throw new ConfigError(`Cannot freeze mode "${unknown}": the run has ${known || 'none'}`)
  }
  return all.filter((mode) => named(mode).some((name) => chosen.includes(name)))
}

function modeDigest(
  name: string,
  { weights, bias }: Hyperplane,
  standardizer: Standardizer,
): string {
  const hash = createHash('sha256').update(JSON.stringify([name, bias]))
  for (const values of [weights, standardizer.mean, standardizer.deviation]) {
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
  }
  return hash.digest('hex').slice(0, 12)
}

/** Rounded as the file keeps it, so that a mode flags the same before and after it is written. */
const toFloat32 = (values: Float64Array) => Float64Array.from(Float32Array.from(values))
