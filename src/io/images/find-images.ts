import { readdir, realpath, stat } from 'node:fs/promises'
import { isAbsolute, join, posix, relative, resolve, sep } from 'node:path'
import { DataError } from '../../run/errors.ts'

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

/**
 * The same for a root that is not listed: looks into the folders that the names lie in, each once. What leads out of
 * the root counts as missing.
 */
export async function findImages(
  names: readonly (string | undefined)[],
  where: ImageRoot,
): Promise<(string | undefined)[]> {
  const root = await realpath(where.root)
  const folders = new Map<string, Promise<Set<string>>>()
  const found: (string | undefined)[] = []
  for (const name of names) {
    let file: string | undefined
    for (const path of name === undefined ? [] : candidates(name, where)) {
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

/** Whether a symbolic link leads to a file inside the root. */
async function isFileInside(root: string, path: string): Promise<boolean> {
  const target = await realpath(path).catch(() => '')
  return target.startsWith(root + sep) && (await stat(target)).isFile()
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
