import { realpath, stat } from 'node:fs/promises'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import { DataError } from '../run/errors.ts'
import { mapBounded } from './map-bounded.ts'

const PARALLEL = 64

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
 * The file of each name among the files of a folder. Names are compared in Unicode's composed form, since file
 * systems differ in it.
 *
 * @param listed - Paths relative to the root, with `/`.
 * @returns Paths relative to the root, undefined where there is no file.
 * @throws DataError if a name leads out of the folder.
 */
export function findListedImages(
  names: readonly (string | undefined)[],
  where: ImageRoot,
  listed: readonly string[],
): (string | undefined)[] {
  const files = new Map(listed.map((name) => [name.normalize('NFC'), name]))
  return names.map((name, row) => {
    if (name === undefined) return undefined
    const paths = candidates(name, where)
    if (paths.length === 0) throw outside(name, row, where)
    return paths.map((path) => files.get(path.normalize('NFC'))).find((file) => file !== undefined)
  })
}

/** The same by asking for each file, for a folder that is not listed. What leads out of it counts as missing. */
export async function findImages(
  names: readonly (string | undefined)[],
  where: ImageRoot,
): Promise<(string | undefined)[]> {
  const root = await realpath(where.root)
  return mapBounded(names, PARALLEL, async (name) => {
    for (const path of name === undefined ? [] : candidates(name, where)) {
      const target = await realpath(join(root, path)).catch(() => '')
      if (target.startsWith(root + sep) && (await stat(target)).isFile()) return path
    }
    return undefined
  })
}

/** Paths relative to the root that a name may mean; none if it leads out of the root. */
function candidates(name: string, { root, starts }: ImageRoot): string[] {
  const spellings = name.includes('\\') ? [name, name.replaceAll('\\', '/')] : [name]
  return spellings
    .flatMap((path) => starts.map((start) => relative(root, resolve(start, path))))
    .filter((path) => path !== '' && !isAbsolute(path) && path.split(sep)[0] !== '..')
    .map((path) => path.replaceAll(sep, '/'))
}

function outside(name: string, row: number, { root, table }: ImageRoot): DataError {
  return new DataError(
    `Cannot use image "${name}" of row ${row + 1} of "${table}": it lies outside "${root}"`,
    { path: table, row: row + 1, hint: 'set dataset.images to a folder that holds all images' },
  )
}
