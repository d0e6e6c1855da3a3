import type { Dataset } from '../../io/dataset/dataset.ts'
import { openVectors } from '../../io/vectors/vectors.ts'
import type { MethodConfig } from '../../run/config.ts'
import type { Effects } from '../../run/effects.ts'
import { checkRows, type EmbedSource } from '../embed/embed.ts'
import { vectorRows } from '../embed/vector-rows.ts'
import { copiesOfFit, copiesWarning, vectorDigests } from '../fit/copies.ts'

/** Opens precomputed vectors, looks whether each example has one, and whether examples of two splits have the same. */
export async function checkVectors(
  { file, key, names }: EmbedSource & { kind: 'file' },
  dataset: Dataset,
  method: Pick<MethodConfig, 'fitSplit' | 'heldOutSplit'>,
  effects: Effects,
) {
  const { ids } = dataset
  const reader = await openVectors(file.path, key)
  try {
    const rows = await vectorRows(reader, file.path, { ids, names }, effects.onWarning)
    if (rows === undefined) checkRows(reader, ids.length)
    const inOrder = {
      cols: reader.cols,
      readRowList: (list: ArrayLike<number>) =>
        reader.readRowList(rows ? Array.from(list, (row) => rows[row] as number) : list),
    }
    const known = { ...dataset, splits: dataset.splits.map((s, i) => (rows?.[i] === -1 ? '' : s)) }
    const copies = await copiesOfFit(known, vectorDigests(inOrder), method)
    if (copies.size > 0) effects.onWarning?.(copiesWarning(dataset, copies, method))
    return { name: file.path, dimensions: reader.cols, imagesPerSecond: undefined }
  } finally {
    await reader.close()
  }
}
