import { join } from 'node:path'
import type { ExampleTable } from '../../core/direction/example-table.ts'
import { type Matrix, matrixRow } from '../../core/vectors/matrix.ts'
import { argmax } from '../../core/vectors/vector.ts'
import { classColumns } from '../../encoders/class-columns.ts'
import type { Classifier } from '../../encoders/image-model.ts'
import { readJson } from '../../io/files/read-json.ts'
import { writeJson } from '../../io/files/write-atomic.ts'
import type { ImageSource } from '../../io/images/image-source.ts'
import { readNpy, writeNpy } from '../../io/vectors/npy.ts'
import { RUN_FILES } from '../../run/files.ts'
import { dependsOn } from '../run-folder/depends-on.ts'
import type { Step } from '../run-folder/steps.ts'
import { encodeInChunks } from './encode-in-chunks.ts'

export interface ClassifyPlan {
  images: ImageSource
  /** Class names of the dataset. */
  classes: readonly string[]
  /** Digest of the images in their order. */
  imagesDigest: string
  /** Digests of the files of the model. */
  models: readonly string[]
  /** Section `classifier` of the config, less the path of the model. */
  settings: unknown
  load: () => Promise<Classifier>
}

/**
 * The step that runs the classifier under study and writes its probabilities, float32[n, k + m], NaN for an image that
 * cannot be read. A classifier may know more classes than the dataset (1,000 of ImageNet): the m of them that it ever
 * predicts become columns behind the dataset's k, so that such a prediction is a wrong one and not an unknown one.
 */
export function classifyStep(plan: ClassifyPlan): Step {
  const { images, classes, load } = plan
  const key = dependsOn('classify', {
    images: plan.imagesDigest,
    rows: null,
    models: plan.models,
    vectors: null,
    captions: null,
    settings: [plan.settings, classes],
    results: null,
  })
  return {
    name: 'classify',
    key,
    run: async ({ folder, runFolder }, effects) => {
      const model = await load()
      try {
        const ours = [...classColumns(classes, model.classes)]
        const cache = join(runFolder, RUN_FILES.cache, `classify-${key.slice(0, 16)}`)
        const { chunks, store } = await encodeInChunks(
          { step: 'classify', folder: cache, images, model },
          effects,
        )
        const outputs = new Map<number, Float32Array>()
        for (const [number, { rows, cols }] of chunks.entries()) {
          const data = await store.embeddings(number)
          rows.forEach((row, i) => {
            outputs.set(row, data.subarray(i * cols, (i + 1) * cols))
          })
        }
        const predicted = new Set([...outputs.values()].map(argmax))
        const others = [...predicted]
          .filter((column) => !ours.includes(column))
          .toSorted((a, b) => a - b)
        const columns = [...ours, ...others]
        const data = new Float32Array(images.count * columns.length).fill(Number.NaN)
        for (const [row, values] of outputs) {
          data.set(
            columns.map((column) => values[column] ?? Number.NaN),
            row * columns.length,
          )
        }
        await writeNpy(join(folder, RUN_FILES.probabilities), data, [images.count, columns.length])
        await writeJson(
          join(folder, RUN_FILES.classifierClasses),
          columns.map((column) => model.classes[column]),
        )
        await store.remove()
        return { outputs: [RUN_FILES.probabilities, RUN_FILES.classifierClasses] }
      } finally {
        await model.close()
      }
    },
  }
}

/** Predictions, confidence and probabilities as a finished `classify` step left them, for the examples that it saw. */
export async function readClassified(
  folder: string,
  labels: Int32Array,
): Promise<
  Pick<ExampleTable, 'classes' | 'predictions' | 'confidence'> & { probabilities: Matrix }
> {
  const classes = (await readJson(join(folder, RUN_FILES.classifierClasses))) as string[]
  const { data, shape } = await readNpy(join(folder, RUN_FILES.probabilities))
  const cols = classes.length
  const probabilities = { data: Float32Array.from(data), rows: shape[0] ?? 0, cols }
  const predictions = labels.map((_, row) => {
    const p = matrixRow(probabilities, row)
    return p.some(Number.isNaN) ? -1 : argmax(p)
  })
  const confidence = Float64Array.from(labels, (label, row) =>
    label < 0 ? Number.NaN : (probabilities.data[row * cols + label] ?? Number.NaN),
  )
  return { classes, predictions, confidence, probabilities }
}
