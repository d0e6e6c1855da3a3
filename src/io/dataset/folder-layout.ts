import { knownSplit } from '../tables/splits.ts'

/** What the folders that an image lies in say of it. */
export interface FolderFacts {
  split: string | undefined
  label: string | undefined
}

/**
 * Reads classes and splits off paths: `split/class/x.jpg` if every top folder bears the name of a split, else
 * `class/x.jpg`. An image that lies too high for a class has none. Deeper folders say nothing.
 *
 * @param names - Relative paths with `/` between the parts.
 */
export function folderLayout(names: readonly string[]): FolderFacts[] {
  const parts = names.map((name) => name.split('/'))
  const hasSplits = parts.every((path) => path.length > 1 && knownSplit(path[0] as string))
  return parts.map((path) => {
    const split = hasSplits ? knownSplit(path[0] as string) : undefined
    const folders = path.slice(hasSplits ? 1 : 0, -1)
    return { split, label: folders[0] }
  })
}
