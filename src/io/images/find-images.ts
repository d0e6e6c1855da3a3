import { readdir, realpath } from 'node:fs/promises'
import { join, posix, sep } from 'node:path'
import type { Warn } from '../../run/effects.ts'
import { DataError } from '../../run/errors.ts'
import { isObject } from '../objects/address.ts'
import { isFileInside } from './image-names.ts'
import { ambiguityOf, candidatePaths, matchPaths } from './match-paths.ts'

/** Where image names of a table may point. */
export interface ImageRoot {
  /** Folder that an image must lie in. */
  root: string
  /** Folders that a relative name may start from, in order. */
  starts: readonly string[]
  /** Table, for messages. */
  table: string
}

/**
 * The file of each name among the files of a folder: see `matchPaths`.
 *
 * @param listed - Paths relative to the root, with `/`.
 * @returns Paths relative to the root, undefined where there is no file.
 * @throws DataError if a name may be several files, or leads out of the folder.
 */
export function findListedImages(
  names: readonly (string | undefined)[],
  where: ImageRoot,
  listed: readonly string[],
  onWarning?: Warn,
): (string | undefined)[] {
  const matched = matchPaths(names, listed, where)
  const doubt = ambiguityOf(matched, names)
  if (doubt) {
    throw new DataError(`Cannot find the images of "${where.table}": ${doubt.message}`, {
      path: where.table,
      row: doubt.row + 1,
      hint: 'write the whole path below dataset.images, or set dataset.images to a folder that tells them apart',
    })
  }
  names.forEach((name, row) => {
    if (name === undefined || matched.files[row] !== -1) return
    if (candidatePaths(name, where).length === 0) throw outside(name, row, where)
  })
  for (const note of matched.notes) {
    onWarning?.({ code: 'image-paths', message: `Of the image paths, ${note}`, where: where.table })
  }
  return names.map((_, row) => listed[matched.files[row] as number])
}

/**
 * The same for a root that is not listed: looks into the folders that the names lie in, each once. What leads out of
 * the root counts as missing.
 */
export async function findImages(
  names: readonly (string | undefined)[],
  where: ImageRoot,
): Promise<(string | undefined)[]> {
  // A store is not asked a million times whether it has what it will be asked for anyway.
  if (isObject(where.root)) {
    return names.map((name) => (name === undefined ? undefined : candidatePaths(name, where)[0]))
  }
  const root = await realpath(where.root)
  const folders = new Map<string, Promise<Set<string>>>()
  const found: (string | undefined)[] = []
  for (const name of names) {
    let file: string | undefined
    for (const path of name === undefined ? [] : candidatePaths(name, where)) {
      const folder = posix.dirname(path)
      const files = folders.get(folder) ?? filesOf(root, folder)
      folders.set(folder, files)
      if ((await files).has(posix.basename(path))) file ??= path
    }
    found.push(file)
  }
  return found
}

/** Names of the files of a folder; none if there is no such folder inside the root. */
async function filesOf(root: string, folder: string): Promise<Set<string>> {
  const names = new Set<string>()
  const real = await realpath(join(root, folder)).catch(() => '')
  if (real !== root && !real.startsWith(root + sep)) return names
  for (const entry of await readdir(real, { withFileTypes: true }).catch(() => [])) {
    const isLink = entry.isSymbolicLink() && (await isFileInside(root, join(real, entry.name)))
    if (entry.isFile() || isLink) names.add(entry.name)
  }
  return names
}

function outside(name: string, row: number, { root, table }: ImageRoot): DataError {
  return new DataError(
    `Cannot use image "${name}" of row ${row + 1} of "${table}": it lies outside "${root}"`,
    { path: table, row: row + 1, hint: 'set dataset.images to a folder that holds all images' },
  )
}
