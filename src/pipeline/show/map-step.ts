import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { rowSums } from '../../core/svm/kernels/score-rows.ts'
import { fitToWidth, MAP_SAMPLE, mapLayout } from '../../core/vectors/map-layout.ts'
import type { Matrix } from '../../core/vectors/matrix.ts'
import { principalComponents } from '../../core/vectors/principal-components.ts'
import { randomSource, shuffled } from '../../core/vectors/random.ts'
import { unitRows } from '../../core/vectors/unit-rows.ts'
import { dot } from '../../core/vectors/vector.ts'
import { writeJson } from '../../io/files/write-atomic.ts'
import { writeNpy } from '../../io/vectors/npy.ts'
import type { RowReader } from '../../io/vectors/row-reader.ts'
import { RUN_FILES } from '../../run/files.ts'
import type { StepRecord } from '../../run/manifest.ts'
import type { MapFile } from '../../run/map-file.ts'
import { dependsOn } from '../run-folder/depends-on.ts'
import { blocksOf, matrixOf, withEmbeddings } from '../run-folder/run-embeddings.ts'
import type { Step } from '../run-folder/steps.ts'

const AXES = 24
const AXES_SAMPLE = 2000

/**
 * The step that lays all examples out on a plane, so that nobody who looks at the run has to wait for it: `map.npy`, the
 * first two principal axes in `map-axes.npy`, and in `map.json` how many were laid out and how many put beside them.
 */
export function mapStep(seed: number, embedded: StepRecord): Step {
  return {
    name: 'map',
    key: dependsOn('map', {
      images: null,
      rows: null,
      models: null,
      vectors: null,
      captions: null,
      settings: { seed },
      results: [embedded],
    }),
    run: async ({ folder }, effects) => {
      const coordinates = await withEmbeddings({ folder }, (reader) =>
        principalCoordinates(reader, seed),
      )
      effects.signal?.throwIfAborted()
      const { rows } = coordinates
      const points = await mapLayout(coordinates, seed, async (done, total) => {
        await setImmediate() // lets a Ctrl-C be heard
        effects.signal?.throwIfAborted()
        effects.onProgress?.({ step: 'map', done, total, unit: 'images' })
      })
      const report: MapFile = { examples: rows, laidOut: Math.min(rows, MAP_SAMPLE) }
      const write = (name: string, data: Float32Array) =>
        writeNpy(join(folder, name), data, [rows, 2])
      await write(RUN_FILES.mapAxes, firstAxes(coordinates))
      await write(RUN_FILES.map, points)
      await writeJson(join(folder, RUN_FILES.mapReport), report)
      return { outputs: [RUN_FILES.map, RUN_FILES.mapAxes, RUN_FILES.mapReport] }
    },
  }
}

/** The embeddings on the first principal axes of their unit rows, axes found on a seeded sample. */
async function principalCoordinates(reader: RowReader, seed: number): Promise<Matrix> {
  const all = Int32Array.from({ length: reader.rows }, (_, row) => row)
  const sample = shuffled(all, randomSource(seed, 'map-axes')).slice(0, AXES_SAMPLE).sort()
  const { mean, axes } = principalComponents(unitRows(await matrixOf(reader, sample)), AXES)
  const cols = axes.rows
  const weights = Array.from({ length: cols }, (_, i) =>
    axes.data.subarray(i * axes.cols, (i + 1) * axes.cols),
  )
  // Of rows as they are, so that the kernel takes them without a copy: the unit length and the centre come after.
  const plain = { mean: new Float64Array(axes.cols), factors: new Float64Array(axes.cols).fill(1) }
  const sums = rowSums({ ...plain, weights })
  const centre = weights.map((axis) => dot(axis, mean))
  const data = new Float32Array(reader.rows * cols)
  for await (const { start, block } of blocksOf(reader)) {
    const out = sums.of(block)
    for (let row = 0; row < block.rows; row++) {
      const at = row * sums.stride
      const length = Math.sqrt(out[at] ?? 0) || 1
      for (let i = 0; i < cols; i++) {
        data[(start + row) * cols + i] = (out[at + 1 + i] ?? 0) / length - (centre[i] ?? 0)
      }
    }
  }
  return { data, rows: reader.rows, cols }
}

function firstAxes({ data, rows, cols }: Matrix): Float32Array {
  const points = Array.from({ length: rows }, (_, row) => [
    data[row * cols] ?? 0,
    cols > 1 ? (data[row * cols + 1] ?? 0) : 0,
  ])
  fitToWidth(points)
  return Float32Array.from(points.flat())
}
