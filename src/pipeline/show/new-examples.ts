import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type Dataset, loadDataset } from '../../io/dataset/dataset.ts'
import { folderLayout } from '../../io/dataset/folder-layout.ts'
import { firstFew } from '../../io/files/first-few.ts'
import { listFolder } from '../../io/images/image-names.ts'
import type { Effects } from '../../run/effects.ts'
import { DataError } from '../../run/errors.ts'
import type { Run } from '../run-folder/open-run.ts'

/**
 * Images or rows from outside, read with the classes of a run: a folder, or a table with paths of images, vectors,
 * labels or predictions. Folders that are no class of the run are a warning: their images have no label.
 *
 * @param tables - Parts of a table that lie in the folder `path`, instead of images.
 * @returns Labels and predictions beyond the run's classes are -1.
 */
export async function readNewExamples(
  run: Run,
  path: string,
  effects: Effects,
  tables?: string[],
): Promise<Dataset> {
  const own = run.directions.classes.map((found) => found.class)
  const isFolder = tables === undefined && (await stat(path).catch(missing(path))).isDirectory()
  const others = isFolder ? await otherFolders(path, own) : []
  if (others.length > 0) {
    effects.onWarning?.({
      code: 'unknown-class-folders',
      message: `${others.length} folders are no class of the run, and their images count as unlabelled: ${firstFew(others)}`,
      where: path,
    })
  }
  const { columns } = run.manifest.config.dataset
  // A class may be called like a number: names win over numbers only where all of them are listed.
  const classes = [
    ...run.manifest.classes,
    ...others.filter((name) => !run.manifest.classes.includes(name)),
  ]
  const config = isFolder
    ? { images: path, columns: {}, classes }
    : { table: tables ?? path, columns, classes }
  const quiet = {
    ...effects,
    onWarning: (warning: { code: string; message: string }) => {
      // What says how rows are divided into splits has no meaning here.
      if (!['divided-splits', 'unknown-split'].includes(warning.code)) effects.onWarning?.(warning)
    },
  }
  const dataset = await loadDataset(config, isFolder || tables ? path : dirname(path), quiet)
  const within = (index: number) => (index < own.length ? index : -1)
  return {
    ...dataset,
    labels: dataset.labels.map(within),
    predictions: dataset.predictions.map(within),
  }
}

const missing = (path: string) => () => {
  throw new DataError(`Cannot score "${path}": no such file or folder`, { path })
}

async function otherFolders(path: string, classes: readonly string[]): Promise<string[]> {
  const { images, metadata } = await listFolder(path)
  if (metadata.length > 0) return []
  const labels = folderLayout(images).flatMap(({ label }) => (label === undefined ? [] : [label]))
  return [...new Set(labels)].filter((label) => !classes.includes(label)).sort()
}
