import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { loadDataset } from '../../io/dataset/dataset.ts'
import type { ImageSource } from '../../io/images/image-source.ts'
import type { Run } from './open-run.ts'

/**
 * The dataset's own images, by row of the run; undefined where the dataset's files are gone. The dataset is read when the first
 * image is asked for.
 */
export async function openOriginals(run: Run): Promise<Pick<ImageSource, 'read'> | undefined> {
  const { config, base } = run.manifest
  const folder = resolve(run.folder, base)
  const { images, table } = config.dataset
  const [source] = [images ?? table ?? []].flat()
  if (source === undefined || !(await exists(resolve(folder, source)))) return undefined
  let loading: Promise<{ images: ImageSource | undefined; rowOf: Map<string, number> }> | undefined
  const load = async () => {
    const dataset = await loadDataset(
      config.dataset,
      folder,
      {},
      {
        seed: config.seed,
        digestImages: false,
      },
    )
    return { images: dataset.images, rowOf: new Map(dataset.ids.map((id, row) => [id, row])) }
  }
  return {
    read: async (row) => {
      loading ??= load()
      const dataset = await loading
      const found = dataset.rowOf.get(run.examples.ids[row] ?? '')
      if (!dataset.images || found === undefined) throw new Error('the dataset has no such image')
      return dataset.images.read(found)
    },
  }
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  )
