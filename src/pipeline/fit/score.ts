import { join } from 'node:path'
import { combinedValue } from '../../core/direction/combined-values.ts'
import { scoreByProbability, scoreExamples } from '../../core/direction/score-examples.ts'
import type { Matrix } from '../../core/vectors/matrix.ts'
import { unitRowSource } from '../../core/vectors/row-source.ts'
import type { Dataset } from '../../io/dataset/dataset.ts'
import { writeExamples } from '../../io/dataset/examples-file.ts'
import type { MethodConfig } from '../../run/config.ts'
import type { DirectionsFile } from '../../run/directions-file.ts'
import type { Effects } from '../../run/effects.ts'
import { EXAMPLE_COLUMNS, RUN_FILES } from '../../run/files.ts'
import type { StepRecord } from '../../run/manifest.ts'
import { dependsOn } from '../run-folder/depends-on.ts'
import { digestTexts } from '../run-folder/digest-table.ts'
import { type Run, readCentres, readDirections, readGeometry } from '../run-folder/open-run.ts'
import { blocksOf, withEmbeddings } from '../run-folder/run-embeddings.ts'
import { modeNumbers, scoreModel, scoringClass, standingModel } from '../run-folder/score-model.ts'
import type { Step } from '../run-folder/steps.ts'

export interface ScorePlan {
  dataset: Dataset
  scoreBy: MethodConfig['scoreBy']
  /** Digest of the dataset's rows. */
  rows: string
  /** The embeddings and the directions. */
  results: readonly StepRecord[]
}

/** The step that writes `examples.parquet`: every example with its decision value and flag. Streams the vectors. */
export function scoreStep({ dataset, scoreBy, rows, results }: ScorePlan): Step {
  const names = dataset.ids.map((_, row) => dataset.images?.name(row))
  return {
    name: 'score',
    key: dependsOn('score', {
      images: null,
      rows: digestTexts([rows, ...names]),
      models: null,
      vectors: null,
      captions: null,
      settings: { scoreBy },
      results,
    }),
    run: async ({ folder }, effects) => {
      const directions = await readDirections(folder)
      const geometry = await readGeometry(folder)
      const centreOf = await readCentres({ folder })
      const modeOf = directions.classes.map(({ modes }) => modeNumbers(modes, centreOf))
      const scoring = { directions, geometry, modeOf, scoreBy }
      const scored = await scoreRun(folder, dataset, scoring, effects)
      const { images: _, warnings: __, inputs: ___, ...table } = dataset
      const metadata = withoutCollisions(dataset.metadata)
      await writeExamples(join(folder, RUN_FILES.examples), {
        ...table,
        metadata,
        images: names,
        ...scored,
      })
      return { outputs: [RUN_FILES.examples] }
    },
  }
}

interface Scored {
  decisionValues: Float64Array
  combinedValues: Float64Array
  flagged: Int8Array
  modes: Int32Array
}

interface Scoring {
  directions: DirectionsFile
  geometry: Pick<Run, 'normals' | 'standardizer'>
  /** Gives, for each class, the mode of a unit row. */
  modeOf: ((row: ArrayLike<number>) => number)[]
  scoreBy: MethodConfig['scoreBy']
}

async function scoreRun(
  folder: string,
  dataset: Dataset,
  scoring: Scoring,
  effects: Effects,
): Promise<Scored> {
  return withEmbeddings({ folder }, async (reader) => {
    const { rows: total } = reader
    const all: Scored = {
      decisionValues: new Float64Array(total),
      combinedValues: new Float64Array(total),
      flagged: new Int8Array(total),
      modes: new Int32Array(total),
    }
    for await (const { start, block: x } of blocksOf(reader)) {
      effects.signal?.throwIfAborted()
      const block = scoreBlock(dataset, scoring, x, start)
      all.decisionValues.set(block.decisionValues, start)
      all.combinedValues.set(block.combinedValues, start)
      all.flagged.set(block.flagged, start)
      all.modes.set(modesOf(block.flagged, dataset, scoring, x, start), start)
      effects.onProgress?.({ step: 'score', done: start + x.rows, total, unit: 'examples' })
    }
    return all
  })
}

/** Mode of each flagged row, among those of the class whose direction gives its value; 0 = none. */
function modesOf(
  flagged: Int8Array,
  dataset: Dataset,
  { directions: { classes }, geometry: { standardizer }, modeOf, scoreBy }: Scoring,
  x: Matrix,
  start: number,
): Int32Array {
  const source = unitRowSource(x, standardizer)
  const row = new Float64Array(x.cols)
  return Int32Array.from(flagged, (flag, i) => {
    const label = scoringClass(dataset, scoreBy, start + i)
    if (flag !== 1 || !classes[label]?.modes.length) return 0
    source.write(i, row)
    return modeOf[label]?.(row) ?? 0
  })
}

/** Rows start to start + x.rows - 1. A flag is given where the class whose direction gives the value has one that stands. */
function scoreBlock(
  dataset: Dataset,
  { directions: { classes }, geometry, scoreBy }: Scoring,
  x: Matrix,
  start: number,
): Omit<Scored, 'modes'> {
  const { probabilities, predictions, labels, confidence } = dataset
  const model = scoreModel({ classes }, geometry)
  const isOk = classes.map(({ state }) => state === 'ok')
  const labelOf = (i: number) => labels[start + i] ?? -1
  const predictionOf = (i: number) => predictions[start + i] ?? -1
  const numbers = Int32Array.from({ length: x.rows }, (_, i) =>
    scoringClass(dataset, scoreBy, start + i),
  )
  let decisionValues: Float64Array
  let hasFlag: (i: number) => boolean
  if (scoreBy === 'probabilities' && probabilities) {
    const { cols } = probabilities
    const data = probabilities.data.subarray(start * cols, (start + x.rows) * cols)
    const standing = standingModel({ classes }, geometry)
    decisionValues = scoreByProbability(standing, x, { data, rows: x.rows, cols })
    hasFlag = () => true
  } else {
    decisionValues = scoreExamples(model, x, numbers)
    hasFlag = (i) => isOk[numbers[i] ?? -1] === true
  }
  const own = Int32Array.from({ length: x.rows }, (_, i) => labelOf(i))
  const ownValues = scoreBy === 'label' ? decisionValues : scoreExamples(model, x, own)
  return {
    decisionValues,
    combinedValues: ownValues.map((value, i) => {
      const scale = classes[labelOf(i)]?.directions[0]?.scale
      if (!scale || predictionOf(i) === -1) return Number.NaN
      const isCorrect = predictionOf(i) === labelOf(i)
      return combinedValue(value, isCorrect, confidence[start + i] ?? Number.NaN, scale)
    }),
    flagged: Int8Array.from(decisionValues, (value, i) =>
      Number.isNaN(value) || !hasFlag(i) ? -1 : value <= 0 ? 1 : 0,
    ),
  }
}

/** A metadata column that bears the name of one of ours gets a prefix. */
export function withoutCollisions<T>(metadata: Record<string, T>): Record<string, T> {
  const taken = new Set<string>(EXAMPLE_COLUMNS)
  return Object.fromEntries(
    Object.entries(metadata).map(([name, column]) => [
      taken.has(name) ? `meta_${name}` : name,
      column,
    ]),
  )
}
