import { relative } from 'node:path'
import type { Effects, Warning } from '../run/effects.ts'
import { DataError } from '../run/errors.ts'
import type { InputRecord } from '../run/manifest.ts'
import { type Column, textAt } from './column.ts'
import { type DatasetConfig, tableFolder } from './dataset-columns.ts'
import { inputOfFolder } from './digest.ts'
import { findImages, findListedImages } from './find-images.ts'
import { firstFew } from './first-few.ts'
import { columnImages, folderImages, type ImageSource } from './image-source.ts'
import type { SourceTable } from './source-table.ts'

/** Names of the images of a column, one a row. */
export function imageNames(column: Column | undefined, rows: number): (string | undefined)[] {
  if (column === undefined) return new Array(rows).fill(undefined)
  if (column.kind === 'image') return Array.from({ length: rows }, (_, row) => column.names[row])
  return Array.from({ length: rows }, (_, row) => textAt(column, row))
}

/** Images of a dataset and what is recorded of their files. */
export interface DatasetImages {
  images?: ImageSource
  inputs: InputRecord[]
}

/**
 * Finds the image of each row: in the image column, else as a file of `dataset.images`, else beside the table.
 * A row without an image gives a warning; so does an image without a row.
 *
 * @param names - Path of each row's image, if it has one.
 * @throws DataError if `dataset.images` has none of them, or if one leads out of it.
 */
export async function findDatasetImages(
  config: DatasetConfig,
  baseFolder: string,
  { table, folder, listing }: SourceTable,
  column: Column | undefined,
  names: readonly (string | undefined)[],
  effects: Effects,
): Promise<DatasetImages> {
  if (column?.kind === 'image')
    return warnMissing(
      { images: columnImages(column, table.rows), inputs: [] },
      table.path,
      effects,
    )
  if (names.every((name) => name === undefined)) return { inputs: [] }
  const beside = tableFolder(config, baseFolder)
  const files = listing
    ? findListedImages(
        names,
        { root: folder, starts: [folder, beside], table: table.path },
        listing.images,
      )
    : await findImages(names, { root: folder, starts: [folder], table: table.path })
  if (files.every((file) => file === undefined)) {
    if (listing === undefined) return { inputs: [] }
    throw new DataError(
      `Cannot find the images of "${table.path}" in "${folder}": no ${firstFew(
        names.filter((name) => name !== undefined),
        2,
      )}, but ${firstFew(listing.images, 2)}`,
      { path: folder, hint: 'set dataset.images to the folder that the names start from' },
    )
  }
  for (const warning of listing?.warnings ?? []) effects.onWarning?.(warning)
  if (listing) warnUnlisted(listing.images, files, table.path, effects)
  const used = files.filter((file) => file !== undefined)
  const namedAs = relative(baseFolder, folder).replaceAll('\\', '/') || '.'
  const input = await inputOfFolder(folder, used, namedAs, effects)
  return warnMissing(
    { images: folderImages(folder, names, files), inputs: [input] },
    table.path,
    effects,
  )
}

function warnMissing(
  found: Required<DatasetImages>,
  path: string,
  effects: Effects,
): DatasetImages {
  const { images } = found
  if (images.missing.length > 0) {
    const rows = images.missing.map((row) => images.name(row) ?? `row ${row + 1}`)
    const warning: Warning = {
      code: 'missing-image',
      message: `${rows.length} of ${images.count} examples have no image: ${firstFew(rows)}`,
      where: path,
    }
    effects.onWarning?.(warning)
  }
  return found
}

function warnUnlisted(
  listed: readonly string[],
  files: readonly (string | undefined)[],
  path: string,
  effects: Effects,
): void {
  const used = new Set(files)
  const extra = listed.filter((name) => !used.has(name))
  if (extra.length === 0) return
  effects.onWarning?.({
    code: 'unlisted-images',
    message: `${extra.length} of ${listed.length} images have no row in "${path}" and are left out: ${firstFew(extra)}`,
    where: path,
  })
}
