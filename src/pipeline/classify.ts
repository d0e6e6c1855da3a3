import { join } from 'node:path'
import type { Matrix } from '../core/matrix.ts'
import type { Classifier } from '../encoders/image-model.ts'
import type { ImageSource } from '../io/image-source.ts'
import { readNpy, writeNpy } from '../io/npy.ts'
import { RUN_FILES } from '../run/files.ts'
import { encodeInChunks } from './encode-in-chunks.ts'
import { digestJson, type Step } from './steps.ts'

export interface ClassifyPlan {
  folder: string
  images: ImageSource
  /** Class names of the dataset: the columns of the result. */
  classes: readonly string[]
  /** Everything that a probability depends on, as JSON. */
  identity: unknown
  load: () => Promise<Classifier>
}

/** The step that writes the classifier's probabilities, float32[n, k], NaN for an image that cannot be read. */
export function classifyStep({ folder, images, classes, identity, load }: ClassifyPlan): Step {
  const key = ['classify', identity, classes]
  return {
    name: 'classify',
    key,
    run: async (effects) => {
      const model = await load()
      try {
        const cache = join(folder, RUN_FILES.cache, `classify-${digestJson(key).slice(0, 16)}`)
        const { chunks, store } = await encodeInChunks(
          { step: 'classify', folder: cache, images, model },
          effects,
        )
        const k = classes.length
        const columns = classes.map((name) => model.classes.indexOf(name))
        const data = new Float32Array(images.count * k).fill(Number.NaN)
        for (const chunk of chunks) {
          const { rows, cols } = await store.read(chunk)
          const outputs = await store.embeddings(chunk)
          rows.forEach((row, i) => {
            columns.forEach((column, j) => {
              data[row * k + j] = outputs[i * cols + column] ?? Number.NaN
            })
          })
        }
        await writeNpy(join(folder, RUN_FILES.probabilities), data, [images.count, k])
        await store.remove()
        return { outputs: [RUN_FILES.probabilities] }
      } finally {
        await model.close()
      }
    },
  }
}

/** Probabilities as a finished `classify` step left them, float32[n, k]. */
export async function readProbabilities(folder: string): Promise<Matrix> {
  const { data, shape } = await readNpy(join(folder, RUN_FILES.probabilities))
  const [rows = 0, cols = 0] = shape
  return { data: Float32Array.from(data), rows, cols }
}

/** Most probable class of each row, int32[n], -1 where there is none. The first of equals wins. */
export function predictionsOf({ data, rows, cols }: Matrix): Int32Array {
  return Int32Array.from({ length: rows }, (_, row) => {
    const p = data.subarray(row * cols, (row + 1) * cols)
    return p.some(Number.isNaN) ? -1 : p.indexOf(Math.max(...p))
  })
}

/** Probability of the true label of each row, float64[n], NaN where unknown. */
export function confidenceOf({ data, cols }: Matrix, labels: Int32Array): Float64Array {
  return Float64Array.from(labels, (label, row) =>
    label < 0 ? Number.NaN : (data[row * cols + label] ?? Number.NaN),
  )
}
