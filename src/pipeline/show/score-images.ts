import { join, resolve } from 'node:path'
import { rowsOfSplit } from '../../core/direction/example-table.ts'
import { scoreExamples } from '../../core/direction/score-examples.ts'
import { classAnchors, type Identity, identityCheck } from '../../core/repair/identity-check.ts'
import { encodeAhead } from '../../encoders/encode-ahead.ts'
import { encoderFiles } from '../../encoders/encoder-files.ts'
import { loadImageEncoder } from '../../encoders/load-image-encoder.ts'
import { type Dataset, loadDataset } from '../../io/dataset/dataset.ts'
import type { Effects } from '../../run/effects.ts'
import { ConfigError, DataError } from '../../run/errors.ts'
import { scoreModel } from '../fit/score.ts'
import { type Run, readEmbeddingRows } from '../run-folder/open-run.ts'
import { checkRecorded, modelFiles } from '../run-folder/read-files.ts'

/** An image from outside, under the direction of the class it is meant to show. */
export interface ScoredImage {
  id: string
  label: string
  /** Negative = hard; NaN if the class has no direction. */
  decisionValue: number
  /** undefined if the class has no direction that stands. */
  flagged: boolean | undefined
  /** Whether it still looks like its class, where that was asked. */
  identity: Identity | undefined
}

/**
 * Scores new images, generated or collected, by the directions of a run. They are a dataset of their own: class
 * folders, or a folder with metadata that has a label.
 *
 * @param run - Whose config has an encoder.
 * @param images - Folder, absolute.
 * @param identity - Also check each image against its class as the run's standardizing split shows it.
 * @returns In the order of the dataset; an image that cannot be read is warned about and left out.
 * @throws ConfigError if the run has no encoder; DataError, EncoderError as reading and encoding do.
 * @example
 * const run = await openRun('runs/mine')
 * const scored = await scoreImages(run, '/data/generated', { identity: true })
 */
export async function scoreImages(
  run: Run,
  images: string,
  { identity = false }: { identity?: boolean } = {},
  effects: Effects = {},
): Promise<ScoredImage[]> {
  const { config, base } = run.manifest
  if (config.encoder === undefined) {
    throw new ConfigError(
      'Cannot score new images: the run was made from vectors and names no encoder',
      {
        hint: 'compute their vectors like the run’s and add them to its table',
      },
    )
  }
  const classes = run.directions.classes.map((found) => found.class)
  const dataset = await loadDataset({ images, columns: {}, classes }, images, effects)
  if (dataset.images === undefined)
    throw new DataError(`Cannot score "${images}": it holds no images`, { path: images })
  const baseFolder = resolve(run.folder, base)
  const files = await encoderFiles(config.encoder, baseFolder)
  const named = 'onnx' in config.encoder ? config.encoder.onnx : config.encoder.model
  const read = await modelFiles(files, named)
  checkRecorded(
    read.map(({ input }) => input),
    run,
  )
  const encoder = await loadImageEncoder(config.encoder, baseFolder)
  const model = scoreModel(run.directions, run)
  const isOk = run.directions.classes.map(({ state }) => state === 'ok')
  const anchors = identity ? await anchorsOf(run, classes.length) : undefined
  const scored: ScoredImage[] = []
  try {
    const rows = Int32Array.from(dataset.ids.keys())
    for await (const { rows: read, embeddings, failures } of encodeAhead(
      dataset.images,
      rows,
      encoder,
      effects,
    )) {
      for (const failure of failures) effects.onWarning?.(failure)
      const labels = Int32Array.from(read, (row) => labelOf(dataset, row, images))
      const values = read.length > 0 ? scoreExamples(model, embeddings, labels) : new Float64Array()
      const identities =
        anchors && read.length > 0 ? identityCheck(embeddings, labels, anchors) : []
      read.forEach((row, i) => {
        const label = labels[i] ?? -1
        const decisionValue = values[i] ?? Number.NaN
        scored.push({
          id: dataset.ids[row] ?? '',
          label: classes[label] ?? '',
          decisionValue,
          flagged: isOk[label] ? decisionValue <= 0 : undefined,
          identity: identities[i],
        })
      })
    }
  } finally {
    await encoder.close()
  }
  return scored
}

function labelOf({ labels, ids }: Dataset, row: number, path: string): number {
  const label = labels[row] ?? -1
  if (label >= 0) return label
  throw new DataError(
    `Cannot score image "${ids[row]}": it has no label, expected the class it is meant to show`,
    {
      path: join(path, ids[row] ?? ''),
      hint: 'put images into class folders, or name the class in metadata.csv, column label',
    },
  )
}

async function anchorsOf(run: Run, classes: number) {
  const rows = rowsOfSplit(run.examples, run.directions.standardizer.split)
  const labels = rows.map((row) => run.examples.labels[row] ?? -1)
  return classAnchors(await readEmbeddingRows(run, rows), labels, classes)
}
