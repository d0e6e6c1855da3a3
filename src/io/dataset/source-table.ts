import type { Effects } from '../../run/effects.ts'
import { ConfigError } from '../../run/errors.ts'
import type { InputRecord } from '../../run/manifest.ts'
import { inputOfFile } from '../files/digest.ts'
import { type FolderListing, listFolder } from '../images/image-names.ts'
import { canList, joinInput, nameOfInput, resolveInput } from '../objects/address.ts'
import { overlayTables } from '../tables/combine-tables.ts'
import { readTables, tableFiles } from '../tables/table-files.ts'
import { type Table, tableOf } from '../tables/table-type.ts'
import { readArrays } from './arrays.ts'
import {
  type DatasetConfig,
  nameColumns,
  roleName,
  tableFolder,
  tablePaths,
} from './dataset-columns.ts'
import { readImageFolder } from './image-folder.ts'

/** The rows that a dataset is about, before anything is made of them. */
export interface SourceTable {
  table: Table
  /** Folder that image names start from. */
  folder: string
  /** What `dataset.images` holds, if the config names it. */
  listing: FolderListing | undefined
  inputs: InputRecord[]
}

/**
 * The table of a dataset: its table file, else its image folder, with its arrays beside it.
 *
 * @throws DataError if a file is missing or malformed.
 */
export async function readSource(
  config: DatasetConfig,
  baseFolder: string,
  effects: Effects,
): Promise<SourceTable> {
  const inputs: InputRecord[] = []
  const addInput = async (path: string) => {
    effects.signal?.throwIfAborted()
    inputs.push(await inputOfFile(path, nameOfInput(baseFolder, path)))
  }
  const imagesFolder =
    config.images === undefined ? undefined : resolveInput(baseFolder, config.images)
  let table: Table | undefined
  let listing: FolderListing | undefined
  if (config.table !== undefined) {
    const files = (await Promise.all(tablePaths(config, baseFolder).map(tableFiles))).flat()
    for (const file of files) await addInput(file)
    table = await readTables(
      files,
      roleName(config, 'split'),
      nameColumns(config),
      effects.onWarning,
    )
    if (imagesFolder !== undefined && canList(imagesFolder))
      listing = await listFolder(imagesFolder)
  } else if (imagesFolder !== undefined) {
    const folder = await readImageFolder(imagesFolder, config, effects.onWarning)
    table = folder.table
    listing = folder.listing
    for (const file of listing.metadata) await addInput(joinInput(imagesFolder, file))
  }
  if (config.arrays !== undefined) {
    const { columns, rows, files, pathOf } = await readArrays(config, baseFolder, table?.rows)
    for (const file of files) await addInput(file)
    const arrays = { ...tableOf(files[0] ?? baseFolder, rows, columns), pathOf }
    table = table ? overlayTables(table, arrays) : arrays
  }
  if (table === undefined) {
    throw new ConfigError('Cannot load the dataset: it names no images, table or arrays', {
      issues: [{ path: 'dataset', message: 'expected images, table or arrays' }],
    })
  }
  const folder = imagesFolder ?? tableFolder(config, baseFolder)
  return { table, folder, listing, inputs }
}
