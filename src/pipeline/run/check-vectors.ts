import { tellFindings } from '../../io/checks/check-outcomes.ts'
import { checkVectorOrder, ORDER_SAMPLE } from '../../io/checks/vector-order.ts'
import type { Dataset } from '../../io/dataset/dataset.ts'
import { openVectors } from '../../io/vectors/vectors.ts'
import type { Config } from '../../run/config.ts'
import type { Effects } from '../../run/effects.ts'
import { checkRows, type EmbedSource } from '../embed/embed.ts'
import { vectorRows } from '../embed/vector-rows.ts'
import { copiesOfFit, copiesWarning, vectorDigests } from '../fit/copies.ts'
import { evenly } from '../fit/fit-tasks.ts'
import { matrixOf } from '../run-folder/run-embeddings.ts'

/**
 * Opens precomputed vectors, looks whether each example has one, and whether they are in the order of the examples.
 *
 * @param withCopies - Look as well whether examples of two splits have the same vector, as the fit does.
 */
export async function checkVectors(
  { file, key, names }: EmbedSource & { kind: 'file' },
  dataset: Dataset,
  config: Config,
  withCopies: boolean,
  effects: Effects,
) {
  const { ids, labels } = dataset
  const { onWarning } = effects
  const reader = await openVectors(file.path, key)
  try {
    // A run says itself how it has joined them.
    const telling = withCopies ? onWarning : undefined
    const rows = await vectorRows(reader, file.path, { ids, names }, telling)
    if (rows === undefined) {
      checkRows(reader, ids.length)
      const labelled = Int32Array.from(labels.keys()).filter((row) => labels[row] !== -1)
      const sample = evenly(labelled, ORDER_SAMPLE)
      const vectors = await matrixOf(reader, sample)
      const { accept } = config.dataset
      tellFindings('vectors', checkVectorOrder(vectors, sample, labels), { accept, onWarning })
    }
    if (withCopies) {
      const inOrder = {
        cols: reader.cols,
        readRowList: (list: ArrayLike<number>) =>
          reader.readRowList(rows ? Array.from(list, (row) => rows[row] as number) : list),
      }
      const splits = dataset.splits.map((split, row) => (rows?.[row] === -1 ? '' : split))
      const found = await copiesOfFit({ ...dataset, splits }, vectorDigests(inOrder), config.method)
      if (found.size > 0) onWarning?.(copiesWarning(dataset, found, config.method))
    }
    return { name: file.path, dimensions: reader.cols, imagesPerSecond: undefined }
  } finally {
    await reader.close()
  }
}
