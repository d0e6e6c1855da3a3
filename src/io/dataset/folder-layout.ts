import type { Warn } from '../../run/effects.ts'
import { firstFew } from '../files/first-few.ts'
import { knownSplit } from '../tables/splits.ts'
import { tidyName } from './role-values.ts'

/** What the folders that an image lies in say of it. */
export interface FolderFacts {
  split: string | undefined
  label: string | undefined
  /** It lies where neither a class nor a split can be: a logo, a contact sheet. */
  isStray: boolean
}

type Parts = readonly string[]

/**
 * Reads classes and splits off paths: `split/class/x.jpg`, `class/x.jpg` or `class/split/x.jpg`, with any number of folders
 * on top that hold all images. The one place that does.
 *
 * Top folders are splits if two of them bear the name of a split, or one does and every other has a class in common with
 * it: such a one is a split of its own name. Deeper folders say nothing. An image beside the splits or classes is stray. In
 * a split an image may lie without a class: it has no label.
 */
export function folderLayout(names: readonly string[], onWarning: Warn = () => {}): FolderFacts[] {
  const paths = names.map((name) => name.split('/').slice(0, -1).map(tidyName))
  const tops = withoutWrapper(paths)
  const [first] = paths.filter((parts) => parts.length > 0)
  if (tops !== paths && first) {
    onWarning({
      code: 'folder-on-top',
      message: `Folder "${first[0]}" holds everything and is passed over: splits and classes are read below it`,
    })
  }
  const splits = splitNames(tops)
  const facts = splits ? splitFirst(tops, splits) : classFirst(tops)
  warnUnknownSplits(splits, facts, onWarning)
  warnStray(names, facts, onWarning)
  return facts
}

/** Paths without the folders on top that hold everything, unless the last of them must be the split or class. */
function withoutWrapper(paths: readonly Parts[]): readonly Parts[] {
  const inside = paths.filter((parts) => parts.length > 0)
  const [first] = inside
  if (first === undefined || inside.length < 0.5 * paths.length) return paths
  const isShared = inside.every((parts) => parts[0] === first[0])
  if (!isShared || knownSplit(first[0] as string)) return paths
  const below = inside.filter((parts) => parts.length > 1)
  const next = new Set(below.map((parts) => parts[1]))
  const isWrapper = next.size > 1 || below.some((parts) => knownSplit(parts[1] as string))
  const isDeeper = below.some((parts) => parts.length > 2) && next.size === 1
  if (below.length < 0.5 * inside.length || !(isWrapper || isDeeper)) return paths
  if (isWrapper && [...next].every((name) => knownSplit(name as string))) {
    if (!below.some((parts) => parts.length > 2)) return paths // class/split/x.jpg of one class
  }
  return withoutWrapper(paths.map((parts) => (parts[0] === first[0] ? parts.slice(1) : [])))
}

/** Our name of each top folder that is a split; undefined if they are classes. */
function splitNames(paths: readonly Parts[]): Map<string, string> | undefined {
  const classesOf = new Map<string, Set<string>>()
  for (const [top, below] of paths) {
    if (top === undefined) continue
    const classes = classesOf.get(top) ?? new Set()
    if (below !== undefined) classes.add(below)
    classesOf.set(top, classes)
  }
  const known = [...classesOf.keys()].filter((top) => knownSplit(top))
  const others = [...classesOf.keys()].filter((top) => !knownSplit(top))
  const classes = new Set(known.flatMap((top) => [...(classesOf.get(top) ?? [])]))
  const isAlike = (top: string) => [...(classesOf.get(top) ?? [])].some((name) => classes.has(name))
  const alike = others.filter(isAlike)
  const isSplits = known.length > 1 || (known.length === 1 && alike.length === others.length)
  if (!isSplits || (classes.size === 0 && others.length > 0)) return undefined
  return new Map([...known, ...alike].map((top) => [top, knownSplit(top) ?? top]))
}

function splitFirst(paths: readonly Parts[], splits: ReadonlyMap<string, string>): FolderFacts[] {
  // A split may have a wrapper of its own: train/images/cat/x.jpg.
  const inside = paths.map((parts) => (splits.has(parts[0] ?? '') ? parts.slice(1) : []))
  const wrappers = new Set([...splits.keys()].filter((top) => isWrapped(paths, top)))
  return paths.map((parts, i) => {
    const top = parts[0] ?? ''
    const split = splits.get(top)
    const label = inside[i]?.[wrappers.has(top) ? 1 : 0]
    return { split, label, isStray: split === undefined }
  })
}

/** Whether one folder holds all images of a split, and folders of classes. */
function isWrapped(paths: readonly Parts[], top: string): boolean {
  const inside = paths.filter((parts) => parts[0] === top)
  const first = new Set(inside.map((parts) => parts[1]))
  const second = new Set(inside.map((parts) => parts[2]))
  return first.size === 1 && second.size > 1 && !second.has(undefined)
}

function classFirst(paths: readonly Parts[]): FolderFacts[] {
  const inside = paths.filter((parts) => parts.length > 0)
  const hasSplits =
    inside.length > 0 && inside.every(([, below]) => below !== undefined && knownSplit(below))
  return paths.map(([label, below]) => ({
    split: hasSplits && below !== undefined ? knownSplit(below) : undefined,
    label,
    isStray: label === undefined && inside.length > 0,
  }))
}

function warnUnknownSplits(
  splits: ReadonlyMap<string, string> | undefined,
  facts: readonly FolderFacts[],
  onWarning: Warn,
): void {
  for (const name of [...(splits?.values() ?? [])].filter((split) => !knownSplit(split))) {
    const count = facts.filter(({ split }) => split === name).length
    onWarning({
      code: 'unknown-split',
      message: `Folder "${name}" with ${count} images is taken as a split of that name, since it has the classes of the others; --set method.heldOutSplit=${name} uses it`,
    })
  }
}

function warnStray(names: readonly string[], facts: readonly FolderFacts[], onWarning: Warn): void {
  const stray = names.filter((_, i) => facts[i]?.isStray)
  if (stray.length === 0) return
  onWarning({
    code: 'stray-images',
    message: `${stray.length} of ${names.length} images lie outside the folders of splits and classes and are left out: ${firstFew(stray)}`,
  })
}
