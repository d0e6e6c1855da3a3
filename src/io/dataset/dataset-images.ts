import type { Effects } from '../../run/effects.ts'
import { DataError } from '../../run/errors.ts'
import type { InputRecord } from '../../run/manifest.ts'
import { digestFiles, inputOfFiles } from '../files/digest.ts'
import { firstFew } from '../files/first-few.ts'
import { findImages, findListedImages } from '../images/find-images.ts'
import { columnImages, folderImages, type ImageSource } from '../images/image-source.ts'
import { isObject, nameOfInput } from '../objects/address.ts'
import type { Column } from '../tables/column.ts'
import { type DatasetConfig, tableFolder } from './dataset-columns.ts'
import { nameAt, type RoleColumn } from './role-values.ts'
import type { SourceTable } from './source-table.ts'

/** Names of the images of a column, one a row. */
export function imageNames(column: Column | undefined, rows: number): (string | undefined)[] {
  const nameOf = (row: number) =>
    column?.kind === 'image' ? column.names[row] : column && nameAt(column, row)
  return Array.from({ length: rows }, (_, row) => nameOf(row))
}

/** Images of a dataset and what is recorded of their files. */
export interface DatasetImages {
  images?: ImageSource
  inputs: InputRecord[]
}

/** Rows whose images are wanted. */
export interface ImageRows {
  source: SourceTable
  ids: readonly string[]
  image: RoleColumn | undefined
  /** Path of each row's image, if it has one. */
  names: readonly (string | undefined)[]
  /** Take the digests of the files. */
  digestImages: boolean
}

/**
 * Finds the image of each row: in the image column, else as a file of `dataset.images` (under the id, if no column
 * names it), else beside the table. An image column without bytes, as `to_parquet` of an unembedded dataset writes it, is a
 * column of paths. A row without an image gives a warning; so does an image without a row.
 *
 * @throws DataError if `dataset.images` has none of them, or if a name leads out of it.
 */
export async function findDatasetImages(
  config: DatasetConfig,
  baseFolder: string,
  { source, ids, image, names, digestImages }: ImageRows,
  effects: Effects,
): Promise<DatasetImages> {
  const { table, folder, listing } = source
  if (image?.column.kind === 'image' && (await hasBytes(image.column, names))) {
    const images = columnImages(image.column, table.rows, image.name)
    warnMissing(images, table.path, effects)
    return { images, inputs: [] }
  }
  const named = names.some((name) => name !== undefined)
  if (!named && listing === undefined) return { inputs: [] }
  // Whether a store has an image shows when it is read, so only those are taken for there that the config speaks of.
  if (isObject(folder) && config.images === undefined) return { inputs: [] }
  const wanted = named ? names : ids
  const starts = [folder, tableFolder(config, baseFolder)]
  const where = { root: folder, starts, table: table.path }
  const files = listing
    ? // A row may name a file of a format that is not read: then that is said of it, and not that it is missing.
      findListedImages(wanted, where, [...listing.images, ...listing.others], effects.onWarning)
    : await findImages(wanted, where)
  if (files.every((file) => file === undefined)) {
    if (listing) throw noImages(source, wanted, listing.images)
    warnNone(source, wanted, effects)
    return { inputs: [] }
  }
  for (const warning of listing?.warnings ?? []) effects.onWarning?.(warning)
  if (listing) warnUnlisted(listing.images, files, table.path, effects)
  const used = files.filter((file) => file !== undefined)
  const digests = digestImages ? await digestFiles(folder, used, effects) : undefined
  const images = folderImages(folder, wanted, files, digests)
  warnMissing(images, table.path, effects)
  const namedAs = nameOfInput(baseFolder, folder) || '.'
  return { images, inputs: digests ? [inputOfFiles(digests, namedAs)] : [] }
}

/** Rows looked at for bytes. */
const PROBED = 3

/** Whether an image column holds bytes; where it has no paths either, it is one that should. */
async function hasBytes(
  { read }: Column & { kind: 'image' },
  names: readonly (string | undefined)[],
): Promise<boolean> {
  const named = [...names.keys()].filter((row) => names[row] !== undefined).slice(0, PROBED)
  for (const row of named) {
    const bytes = await read(row).catch((error) => {
      if (error instanceof DataError) return undefined
      throw error
    })
    if (bytes) return true
  }
  return named.length === 0
}

function noImages(
  { table, folder }: SourceTable,
  names: readonly (string | undefined)[],
  listed: readonly string[],
): DataError {
  const wanted = names.filter((name) => name !== undefined)
  return new DataError(
    `Cannot find the images of "${table.path}" in "${folder}": it has ${firstFew(listed, 2) || 'no images'}, expected ${firstFew(wanted, 2)}`,
    { path: folder, hint: 'set dataset.images to the folder that the names start from' },
  )
}

function warnNone(
  { table, folder }: SourceTable,
  names: readonly (string | undefined)[],
  effects: Effects,
): void {
  const wanted = names.filter((name) => name !== undefined)
  effects.onWarning?.({
    code: 'no-images',
    message: `No image that "${table.path}" names is in "${folder}": ${firstFew(wanted, 2)}; set dataset.images if there are images`,
    where: table.path,
  })
}

function warnMissing(images: ImageSource, path: string, effects: Effects): void {
  if (images.missing.length === 0) return
  const rows = images.missing.map((row) => images.name(row) ?? `row ${row + 1}`)
  effects.onWarning?.({
    code: 'missing-image',
    message: `${rows.length} of ${images.count} examples have no image: ${firstFew(rows)}`,
    where: path,
  })
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
