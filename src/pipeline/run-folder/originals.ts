import { resolve } from 'node:path'
import { type Dataset, loadDataset } from '../../io/dataset/dataset.ts'
import { isThere } from '../../io/files/is-folder.ts'
import type { ImageSource } from '../../io/images/image-source.ts'
import type { Run } from './open-run.ts'

/** The dataset that a run was made of, read again, and the row of each id in it. */
export interface Originals {
  dataset: Dataset
  rowOf: ReadonlyMap<string, number>
}

/** What reads the dataset of a run again; undefined where its files are gone. */
export async function findOriginals(run: Run): Promise<(() => Promise<Originals>) | undefined> {
  const { config, base } = run.manifest
  const folder = resolve(run.folder, base)
  const { images, table, arrays } = config.dataset
  const [source] = [images ?? table ?? Object.values(arrays ?? {})].flat()
  if (source === undefined || !(await isThere(resolve(folder, source)))) return undefined
  const options = { seed: config.seed, digestImages: false }
  return async () => {
    const dataset = await loadDataset(config.dataset, folder, {}, options)
    return { dataset, rowOf: new Map(dataset.ids.map((id, row) => [id, row])) }
  }
}

/**
 * The dataset's own images, by row of the run; undefined where the dataset's files are gone. The dataset is read when the first
 * image is asked for.
 */
export async function openOriginals(run: Run): Promise<Pick<ImageSource, 'read'> | undefined> {
  const load = await findOriginals(run)
  if (load === undefined) return undefined
  let loading: Promise<Originals> | undefined
  return {
    read: async (row) => {
      loading ??= load()
      const { dataset, rowOf } = await loading
      const found = rowOf.get(run.examples.ids[row] ?? '')
      if (!dataset.images || found === undefined) throw new Error('the dataset has no such image')
      return dataset.images.read(found)
    },
  }
}
