import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Warn } from '../../run/effects.ts'
import { DataError } from '../../run/errors.ts'
import { fileError } from '../files/file-error.ts'
import { isHubDataset, isObject, isObjectFolder, joinInput } from '../objects/address.ts'
import { hubFiles } from '../objects/hub-dataset.ts'
import { listObjects } from '../objects/list-objects.ts'
import type { Column } from './column.ts'
import { concatTables, overlayTables } from './combine-tables.ts'
import { knownSplit } from './splits.ts'
import { readTable } from './table.ts'
import { type IsName, type Table, tableOf } from './table-type.ts'

/**
 * The files of a table: itself; the Parquet files or tar archives of a folder of shards, sorted; those that a pattern as
 * `data/train-*.parquet` names; or the Parquet files of a dataset of the Hub.
 */
export async function tableFiles(path: string): Promise<string[]> {
  if (isHubDataset(path)) return hubFiles(path)
  if (!isObject(path) && basename(path).includes('*')) return matchingFiles(path)
  try {
    const isFile = isObject(path) ? !isObjectFolder(path) : !(await stat(path)).isDirectory()
    if (isFile) return [path]
    const names = isObject(path)
      ? await listObjects(path)
      : await readdir(path, { recursive: true })
    const of = (extension: string) => names.filter((name) => name.endsWith(extension)).sort()
    const [tables, archives] = [of('.parquet'), of('.tar')]
    // Beside its archives img2dataset writes what it knows of them as Parquet, without the images.
    const isBeside = (name: string) => archives.includes(name.replace(/\.parquet$/, '.tar'))
    const files = tables.every(isBeside) ? archives : tables
    if (files.length > 0) return files.map((name) => joinInput(path, name))
  } catch (cause) {
    throw fileError(cause, 'read', path)
  }
  throw new DataError(`Cannot read table "${path}": a folder without .parquet or .tar files`, {
    path,
    hint: 'name a .csv, .jsonl or .parquet file, or use dataset.images for a folder of images',
  })
}

/** The files of a folder whose names fit a pattern, * standing for any letters. */
async function matchingFiles(path: string): Promise<string[]> {
  const parts = basename(path).split('*')
  const literal = parts.map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  const pattern = new RegExp(`^${literal.join('.*')}$`)
  const names = await readdir(dirname(path)).catch((cause) => {
    throw fileError(cause, 'read', dirname(path))
  })
  const files = names.filter((name) => pattern.test(name)).sort()
  if (files.length > 0) return files.map((name) => join(dirname(path), name))
  throw new DataError(`Cannot read table "${path}": no file has such a name`, { path })
}

/**
 * One table of several files, one below the other. Shards of more than one split, named as Hugging Face does,
 * `train-00000-of-00002.parquet` or `train/0000.parquet`, give the split of their rows, unless they have a column for it.
 */
export async function readTables(
  files: readonly string[],
  splitColumn: string,
  isName: IsName,
  onWarning?: Warn,
): Promise<Table> {
  const [first, ...others] = files
  if (first === undefined) throw new RangeError('no files')
  if (others.length === 0) return readTable(first, isName, onWarning)
  const splits = files.map(shardSplit)
  const several = new Set(splits).size > 1
  const tables: Table[] = []
  for (const [i, file] of files.entries()) {
    const table = await readTable(file, isName, onWarning)
    const hasSplit = !several || table.names.includes(splitColumn)
    tables.push(hasSplit ? table : overlayTables(table, splitTable(table, splitColumn, splits[i])))
  }
  return concatTables(first, tables)
}

function splitTable({ path, rows }: Table, name: string, split: string | undefined): Table {
  const values = new Array<string | undefined>(rows).fill(split)
  return tableOf(path, rows, new Map<string, Column>([[name, { kind: 'text', values }]]))
}

function shardSplit(file: string): string | undefined {
  const name = basename(file).split(/[-_.]/, 1)[0] ?? ''
  return knownSplit(name) ?? knownSplit(basename(dirname(file)))
}
