import { createHash } from 'node:crypto'
import { rowsOfSplit } from '../../core/direction/example-table.ts'
import type { Standardizer } from '../../core/vectors/standardize.ts'
import type { Effects } from '../../run/effects.ts'
import { ConfigError } from '../../run/errors.ts'
import type { EncoderIdentity } from '../../run/failure-modes-file.ts'
import { type Run, readEmbeddingRows } from '../run-folder/open-run.ts'
import { encoderIdentity } from './encoder-identity.ts'
import { modeNames } from './mode-names.ts'
import { runTitle } from './run-title.ts'
import { flaggedPlaces, ranksOf, type Scorer, scorersOf, toFloat32 } from './scorer.ts'
import { unitsOf } from './units.ts'
import { vectorMarks } from './vector-marks.ts'

/** One kind of failure of a class with its flag rule and name, no longer bound to the run it was found in. */
export interface FrozenMode {
  /** `class#rank` */
  id: string
  digest: string
  class: string
  /** Number of the mode in its class, from 1. */
  rank: number
  /** The claimed caption. */
  name: string | undefined
  /** Shared by the modes of a class. */
  scorer: Scorer
  /** Places of flagged examples in the baseline's list, ascending. */
  flagged: Uint32Array
}

/** Failure modes, and how the model they were found in did on the examples they are measured on. */
export interface Baseline {
  /** Folder of the run. */
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
  const scorers = await scorersOf(run)
  const chosenModes = chooseModes(run, scorers, chosen)
  const flagged = new Map<string, Uint32Array[]>()
  for (const name of new Set(chosenModes.map((mode) => mode.class))) {
    const scorer = scorers.get(name)
    const label = examples.classes.indexOf(name)
    if (scorer) flagged.set(name, flaggedPlaces(scorer, standardizer, x, labels, label))
  }
  const modes = chosenModes.flatMap(({ id, class: name, rank }): FrozenMode[] => {
    const [scorer, places] = [scorers.get(name), flagged.get(name)?.[rank - 1]]
    if (!scorer || !places) return []
    const digest = modeDigest(rank, scorer, standardizer)
    return [{ id, digest, class: name, rank, name: names.get(id), scorer, flagged: places }]
  })
  return {
    run: runTitle(run),
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

/** Modes to freeze, as class and number. */
function chooseModes(
  { directions }: Run,
  scorers: ReadonlyMap<string, Scorer>,
  chosen: readonly string[] | undefined,
) {
  const all = directions.classes.flatMap(({ class: name, state }) => {
    const scorer = scorers.get(name)
    const ranks = scorer ? ranksOf(scorer) : []
    return ranks.map((rank) => ({ id: `${name}#${rank}`, class: name, rank, isOk: state === 'ok' }))
  })
  if (chosen === undefined) return all.filter(({ isOk }) => isOk)
  const named = (mode: (typeof all)[number]) => [mode.class, mode.id]
  const unknown = chosen.find((name) => !all.some((mode) => named(mode).includes(name)))
  if (unknown !== undefined) {
    const known = all.map(({ id }) => id).join(', ')
    throw new ConfigError(`Cannot freeze mode "${unknown}": the run has ${known || 'none'}`)
  }
  return all.filter((mode) => named(mode).some((name) => chosen.includes(name)))
}

/** First 12 digits of the sha256 of what flags the images of a mode. */
export function modeDigest(
  rank: number,
  { class: name, plane, centres }: Scorer,
  { mean, deviation }: Standardizer,
): string {
  const hash = createHash('sha256').update(JSON.stringify([name, rank, plane.bias]))
  for (const values of [plane.weights, mean, deviation, ...centres]) {
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
  }
  return hash.digest('hex').slice(0, 12)
}
