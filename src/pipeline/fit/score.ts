import { join } from 'node:path'
import { hyperplaneOf } from '../../core/direction/hyperplane.ts'
import {
  type ScoreModel,
  scoreByProbability,
  scoreExamples,
} from '../../core/direction/score-examples.ts'
import type { Matrix } from '../../core/vectors/matrix.ts'
import type { Dataset } from '../../io/dataset/dataset.ts'
import { writeExamples } from '../../io/dataset/examples-file.ts'
import { openNpyRows } from '../../io/vectors/npy-rows.ts'
import type { MethodConfig } from '../../run/config.ts'
import type { DirectionsFile } from '../../run/directions-file.ts'
import type { Effects } from '../../run/effects.ts'
import { EXAMPLE_COLUMNS, RUN_FILES } from '../../run/files.ts'
import type { StepRecord } from '../../run/manifest.ts'
import { dependsOn } from '../run-folder/depends-on.ts'
import { digestTexts } from '../run-folder/digest-table.ts'
import { type Run, readDirections, readGeometry } from '../run-folder/open-run.ts'
import type { Step } from '../run-folder/steps.ts'

/** Rows scored at once. */
const BLOCK_ROWS = 4096

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
      const model = scoreModel(directions, await readGeometry(folder))
      const decisionValues = await scoreRun(folder, dataset, model, scoreBy, effects)
      const isOk = directions.classes.map(({ state }) => state === 'ok')
      const flagged = Int8Array.from(decisionValues, (value, row) =>
        Number.isNaN(value) || !isOk[scoringClass(dataset, row)] ? -1 : value <= 0 ? 1 : 0,
      )
      const { images: _, warnings: __, inputs: ___, ...table } = dataset
      const metadata = withoutCollisions(dataset.metadata)
      await writeExamples(join(folder, RUN_FILES.examples), {
        ...table,
        metadata,
        images: names,
        decisionValues,
        flagged,
      })
      return { outputs: [RUN_FILES.examples] }
    },
  }
}

/** The first direction of each class, as hyperplanes, by class number. */
export function scoreModel(
  { classes }: DirectionsFile,
  { normals, standardizer }: Pick<Run, 'normals' | 'standardizer'>,
): ScoreModel {
  const directions = classes.map(({ directions: [first] }) => first && hyperplaneOf(normals, first))
  return { standardizer, directions }
}

async function scoreRun(
  folder: string,
  dataset: Dataset,
  model: ScoreModel,
  scoreBy: MethodConfig['scoreBy'],
  effects: Effects,
): Promise<Float64Array> {
  const reader = await openNpyRows(join(folder, RUN_FILES.embeddings))
  try {
    const { rows: total, cols } = reader
    const values = new Float64Array(total)
    for (let start = 0; start < total; start += BLOCK_ROWS) {
      effects.signal?.throwIfAborted()
      const rows = Math.min(BLOCK_ROWS, total - start)
      const x = { data: await reader.readRows(start, rows), rows, cols }
      values.set(scoreBlock(dataset, model, scoreBy, x, start), start)
      effects.onProgress?.({ step: 'score', done: start + rows, total, unit: 'examples' })
    }
    return values
  } finally {
    await reader.close()
  }
}

function scoreBlock(
  dataset: Dataset,
  model: ScoreModel,
  scoreBy: MethodConfig['scoreBy'],
  x: Matrix,
  start: number,
): Float64Array {
  const { probabilities, predictions } = dataset
  if (scoreBy === 'probabilities' && probabilities) {
    const { cols } = probabilities
    const data = probabilities.data.subarray(start * cols, (start + x.rows) * cols)
    return scoreByProbability(model, x, { data, rows: x.rows, cols })
  }
  const classOf = (row: number) =>
    scoreBy === 'label' ? scoringClass(dataset, row) : (predictions[row] ?? -1)
  return scoreExamples(
    model,
    x,
    Int32Array.from({ length: x.rows }, (_, i) => classOf(start + i)),
  )
}

/** The true class; without a label, the predicted one. */
const scoringClass = ({ labels, predictions }: Dataset, row: number): number =>
  labels[row] === -1 ? (predictions[row] ?? -1) : (labels[row] ?? -1)

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
