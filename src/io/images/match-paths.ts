import { isAbsolute, posix, relative, resolve, sep } from 'node:path'
import { groupBy } from '../../core/vectors/group-by.ts'
import { firstFew } from '../files/first-few.ts'
import { knownSplit } from '../tables/splits.ts'

/** Where the paths of a table may start from. */
export interface PathPlace {
  /** Folder that the files are relative to, absolute. */
  root: string
  /** Folders that a relative path may start from, absolute, in order. */
  starts: readonly string[]
}

/** Which file each path means. */
export interface MatchedPaths {
  /** Index of the file of each path, int32[n], -1 = none. */
  files: Int32Array
  /** How paths were read where they are not letter by letter those of the files. */
  notes: string[]
  /** Paths that could be several files, and two of these. */
  ambiguous: { row: number; files: string[] }[]
}

/** One spelling of a path: `/` between the parts, no `file://`, `./` or doubled `/`, Unicode's composed form. */
function tidyPath(path: string): string {
  const slashed = path
    .trim()
    .replace(/^file:\/\//i, '')
    .replaceAll('\\', '/')
  return posix.normalize(slashed).normalize('NFC')
}

type Fold = (path: string) => string

/** Letters that programs change in a path, from the most to the least harmless. */
const SPELLINGS: readonly { note: string; fold: Fold }[] = [
  { note: '', fold: (path) => path },
  { note: 'without their URL encoding', fold: decodeUrl },
  { note: 'but for upper and lower case', fold: (path) => decodeUrl(path).toLowerCase() },
  {
    note: 'but for the ending of the file name',
    fold: (path) =>
      decodeUrl(path)
        .toLowerCase()
        .replace(/\.[a-z0-9]{2,5}$/, ''),
  },
]

/** What is matched with what, and what was found so far. */
interface Matching {
  paths: readonly string[]
  files: readonly string[]
  place: PathPlace
  found: MatchedPaths
}

/**
 * The file that each path means. The one place that compares paths, of images with files and of tables with each other.
 *
 * A path is a file if it leads there from one of the starts. Else if its last parts are all parts of the file, or the file's
 * path ends in all parts of it: what one machine puts before the folder is not on another. What is left over is compared
 * in other spellings. Nothing outside the files is ever meant.
 */
export function matchPaths(
  paths: readonly (string | undefined)[],
  files: readonly string[],
  place: PathPlace,
): MatchedPaths {
  const found: MatchedPaths = {
    files: new Int32Array(paths.length).fill(-1),
    notes: [],
    ambiguous: [],
  }
  const known = new Set<number>()
  for (const { note, fold } of SPELLINGS) {
    const open = [...paths.keys()].filter(
      (row) => paths[row] !== undefined && found.files[row] === -1,
    )
    if (open.length === 0 || (note !== '' && known.size === files.length)) break
    const rows = matchOnce({ paths: paths as readonly string[], files, place, found }, open, fold)
    if (note !== '' && rows.length > 0) {
      const [row] = rows as [number]
      found.notes.push(
        `${rows.length} equal a file only ${note}: "${paths[row]}" is "${files[found.files[row] as number]}"`,
      )
    }
    for (const row of rows) known.add(found.files[row] as number)
    if (found.ambiguous.length > 0) break
  }
  return found
}

/** Matches in one spelling; adds to what was found and returns the rows that were matched. */
function matchOnce(matching: Matching, open: readonly number[], fold: Fold): number[] {
  const { paths, files, place, found } = matching
  const index = new Map<string, number>()
  const several = new Set<string>()
  files.forEach((file, i) => {
    const key = fold(tidyPath(file))
    if (index.has(key)) several.add(key)
    else index.set(key, i)
  })
  for (const key of several) index.delete(key)
  const matched: number[] = []
  const rest: number[] = []
  for (const row of open) {
    const file = candidatePaths(paths[row] as string, place)
      .map((path) => index.get(fold(path)))
      .find((i) => i !== undefined)
    if (file === undefined) rest.push(row)
    else {
      found.files[row] = file
      matched.push(row)
    }
  }
  return [...matched, ...matchEnds(matching, rest, index, fold)]
}

function matchEnds(
  matching: Matching,
  open: readonly number[],
  index: ReadonlyMap<string, number>,
  fold: Fold,
): number[] {
  if (open.length === 0) return []
  const { paths, files, place, found } = matching
  const { root } = place
  const tidy = new Map(
    open.map((row) => [row, fold(tidyPath(paths[row] as string)).replace(/^(?:\.\.\/)+/, '')]),
  )
  const lengths = new Set([...tidy.values()].map((path) => path.split('/').length))
  const ends = endsOf(
    files.map((file) => fold(posix.join(root.replaceAll(sep, '/'), tidyPath(file)))),
    lengths,
  )
  const prefixOf = new Map<number, string>()
  const matched: number[] = []
  for (const [row, path] of tidy) {
    const longer = ends.get(path)
    if (longer !== undefined && longer.length > 1) {
      found.ambiguous.push({ row, files: longer.map((i) => files[i] ?? '') })
      continue
    }
    const parts = path.split('/')
    let file = longer?.[0]
    for (let drop = 1; file === undefined && drop < parts.length; drop++) {
      file = index.get(parts.slice(drop).join('/'))
      if (file === undefined) continue
      if (isOtherSplit(parts[drop - 1] as string, root)) {
        file = undefined
        break
      }
      prefixOf.set(row, `${parts.slice(0, drop).join('/')}/`)
    }
    if (file === undefined) continue
    found.files[row] = file
    matched.push(row)
  }
  noteClashes(matching, matched, tidy)
  for (const [prefix, rows] of groupBy(prefixOf.keys(), (row) => prefixOf.get(row))) {
    const [row] = rows as [number]
    found.notes.push(
      `${rows.length} begin with "${prefix}", which was left out: "${paths[row]}" is "${files[found.files[row] as number]}"`,
    )
  }
  return matched
}

/** Whether a path comes from the folder of another split than the root is. */
function isOtherSplit(folder: string, root: string): boolean {
  const split = knownSplit(folder)
  return split !== undefined && split !== knownSplit(posix.basename(root.replaceAll(sep, '/')))
}

/** Files by their last few parts. */
function endsOf(paths: readonly string[], lengths: ReadonlySet<number>): Map<string, number[]> {
  const ends = new Map<string, number[]>()
  paths.forEach((path, i) => {
    const parts = path.split('/')
    for (const length of lengths) {
      if (length > parts.length) continue
      const end = parts.slice(-length).join('/')
      const same = ends.get(end)
      if (same) same.push(i)
      else ends.set(end, [i])
    }
  })
  return ends
}

/** Two paths that end in one file came from different folders: which of them it is cannot be told. */
function noteClashes(
  { files, found }: Matching,
  rows: readonly number[],
  tidy: ReadonlyMap<number, string>,
): void {
  const byFile = new Map<number, number>()
  for (const row of rows) {
    const file = found.files[row] as number
    const before = byFile.get(file)
    if (before !== undefined && tidy.get(before) !== tidy.get(row)) {
      found.ambiguous.push({ row, files: [files[file] ?? '', files[file] ?? ''] })
    }
    byFile.set(file, row)
  }
}

/** Paths relative to the root that a path may mean; none if it leads out of the root. */
export function candidatePaths(path: string, { root, starts }: PathPlace): string[] {
  const spellings = path.includes('\\') ? [path.normalize('NFC'), tidyPath(path)] : [tidyPath(path)]
  return spellings
    .flatMap((spelling) => starts.map((start) => relative(root, resolve(start, spelling))))
    .filter((inside) => inside !== '' && !isAbsolute(inside) && inside.split(sep)[0] !== '..')
    .map((inside) => inside.replaceAll(sep, '/'))
}

function decodeUrl(path: string): string {
  if (!path.includes('%')) return path
  try {
    return decodeURIComponent(path).normalize('NFC')
  } catch {
    return path
  }
}

/** The first ambiguous path in words. */
export function ambiguityOf(
  { ambiguous }: MatchedPaths,
  paths: readonly (string | undefined)[],
): { row: number; message: string } | undefined {
  const [first] = ambiguous
  if (first === undefined) return undefined
  const [one, two] = first.files
  const what =
    one === two
      ? `two of the paths end in the file "${one}"`
      : `"${paths[first.row]}" may be ${firstFew(first.files, 2)}`
  return { row: first.row, message: what }
}
