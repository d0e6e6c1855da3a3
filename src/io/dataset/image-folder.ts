import { readdir } from 'node:fs/promises'
import { posix } from 'node:path'
import type { Warn } from '../../run/effects.ts'
import { DataError } from '../../run/errors.ts'
import { type FolderListing, listFolder, warnLeftOut } from '../images/image-names.ts'
import { isObject, joinInput } from '../objects/address.ts'
import type { Column } from '../tables/column.ts'
import { concatTables, overlayTables } from '../tables/combine-tables.ts'
import { readTable } from '../tables/table.ts'
import { type Table, tableOf } from '../tables/table-type.ts'
import { type DatasetConfig, nameColumns, needColumn, roleName } from './dataset-columns.ts'
import { type FolderFacts, folderLayout } from './folder-layout.ts'
import { nameAt } from './role-values.ts'

/**
 * The table of a folder of images, sorted by path, and what the folder holds.
 *
 * Without metadata there is a row an image, and the folders tell its class and split: see `folderLayout`. With
 * `metadata.csv`, `.jsonl` or `.parquet`, at the top or in each split's folder, there is a row of metadata an
 * image, as Hugging Face's ImageFolder does it: its `file_name` is relative to the metadata file, and a class or
 * split of the metadata counts, not the folders'. The folders tell them only where the metadata have no such column.
 *
 * @throws DataError if the folder cannot be read, its folders are the shards of img2dataset, or its metadata have no column of file names.
 */
export async function readImageFolder(
  root: string,
  config: DatasetConfig,
  onWarning?: Warn,
): Promise<{ table: Table; listing: FolderListing }> {
  const listing = await listFolder(root)
  warnLeftOut(listing, onWarning)
  if (listing.metadata.length === 0) {
    if (listing.images.length === 0) {
      throw new DataError(`Cannot read images "${root}": no image in it`, {
        path: root,
        hint: hintOf(listing),
      })
    }
    refuseShards(root, isObject(root) ? [] : await readdir(root))
    return imagesTable(root, listing, config, onWarning)
  }
  const parts: Table[] = []
  for (const path of listing.metadata) {
    parts.push(await metadataTable(root, path, config, onWarning))
  }
  return { table: parts.length === 1 ? (parts[0] as Table) : concatTables(root, parts), listing }
}

function hintOf({ others }: FolderListing): string {
  const archive = others.find((name) => /\.(?:zip|tar|tgz|gz|7z|rar)$/i.test(name))
  return archive === undefined
    ? 'expected root/class/x.jpg, root/split/class/x.jpg or metadata.csv with a column file_name'
    : `unpack "${archive}" first`
}

/** What img2dataset writes beside each folder of images, and no one else. */
const SHARD_STATS = /^\d{5,}_stats\.json$/

/** @throws DataError for the folders of img2dataset: they are shards, and would be taken for classes. */
function refuseShards(root: string, names: readonly string[]): void {
  const stats = names.find((name) => SHARD_STATS.test(name))
  if (stats === undefined) return
  throw new DataError(
    `Cannot read images "${root}": "${stats}" says that img2dataset wrote it, so its folders are shards, expected classes`,
    {
      path: root,
      hint: 'write a table with columns file_name (00000/000000012.jpg) and label, and name it as dataset.table with this folder as dataset.images',
    },
  )
}

/** A row for each image that lies in a folder of a class or split. */
function imagesTable(
  root: string,
  listing: FolderListing,
  config: DatasetConfig,
  onWarning?: Warn,
): { table: Table; listing: FolderListing } {
  const facts = folderLayout(listing.images, onWarning)
  const images = listing.images.filter((_, i) => !facts[i]?.isStray)
  const own = facts.filter(({ isStray }) => !isStray)
  const table = withFolderFacts(tableOf(root, images.length, new Map()), images, own, config)
  return { table, listing: { ...listing, images } }
}

async function metadataTable(root: string, path: string, config: DatasetConfig, onWarning?: Warn) {
  const table = await readTable(joinInput(root, path), nameColumns(config), onWarning)
  const column = await needColumn(table, roleName(config, 'image'), 'dataset.columns.image')
  const folder = posix.dirname(path)
  const names = Array.from({ length: table.rows }, (_, row) => {
    const name = nameAt(column, row)
    return name === undefined || posix.isAbsolute(name) ? name : posix.join(folder, name)
  })
  const facts = folderLayout(names.map((name) => name ?? ''))
  return withFolderFacts(table, names, facts, config)
}

function withFolderFacts(
  table: Table,
  names: readonly (string | undefined)[],
  facts: readonly FolderFacts[],
  config: DatasetConfig,
): Table {
  const added = new Map<string, Column>()
  added.set(roleName(config, 'image'), { kind: 'text', values: [...names] })
  for (const role of ['label', 'split'] as const) {
    const column = roleName(config, role)
    const values = facts.map((fact) => fact[role])
    if (!table.names.includes(column) && values.some((value) => value !== undefined)) {
      added.set(column, { kind: 'text', values })
    }
  }
  return overlayTables(table, tableOf(table.path, table.rows, added))
}
