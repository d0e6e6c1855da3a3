import { useMemo, useSyncExternalStore } from 'react'
import {
  type Change,
  changed,
  formatPlace,
  type Place,
  param,
  parsePlace,
  stepOf,
  type ViewName,
  viewed,
} from './place.ts'
import { marked, readable, unmarking } from './run-mark.ts'
import { countSteps, nextStep, previousStep } from './undo-steps.ts'

/** Kept by the browser with each entry of its history. */
interface Entry {
  /** Entries before this one that are ours: undo stops at 0. */
  index: number
  /** A selection too long for the address. */
  selection?: Int32Array
  /** What made this entry: more of the same goes into it. */
  merge?: string
}

const listeners = new Set<() => void>()
const notify = () => {
  for (const listener of listeners) listener()
}

// Told apart from an entry that the browser makes when a link is followed, which has no state.
if (history.state === null) history.replaceState({ index: 0 }, '')

const entry = (): Entry => (history.state as Entry | null) ?? { index: 0 }

/** A link was followed: the browser made an entry that does not know its place yet. */
function adopt(): void {
  if (history.state !== null) return
  const { index, selection } = current
  history.replaceState({ index: index + 1, ...(selection && { selection }) }, '')
  trail.length = index + 1
}

function onPop(): void {
  adopt()
  current = entry()
  trail[current.index] ??= stepOf(location.hash)
  if (closing) {
    closing = false
    const place = parsePlace(location.hash)
    if (param(place, 'open') !== undefined) {
      history.replaceState(entry(), '', formatPlace(changed(place, { open: undefined })))
    }
  }
  notify()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  if (listeners.size === 1) window.addEventListener('popstate', onPop)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) window.removeEventListener('popstate', onPop)
  }
}

/** Of the run on show, once its rows have been read. */
let mark: string | undefined

/** From now on links say that their row numbers are of this run, and those of another one are not followed. */
export function markRun(next: string): void {
  mark = next
}

export const currentMark = (): string | undefined => mark

/** The place that the address names, word for word; the component renders again when it changes. */
export function useAddress(): Place {
  const hash = useSyncExternalStore(subscribe, () => location.hash)
  return useMemo(() => parsePlace(hash), [hash])
}

/** The place that the address names, as far as it is of the run on show. */
export function usePlace(): Place {
  const address = useAddress()
  const own = mark
  return useMemo(() => readable(address, own), [address, own])
}

const here = (): Place => readable(parsePlace(location.hash), mark)

/** The selection kept beside the address. */
export function useStoredSelection(): Int32Array | undefined {
  return useSyncExternalStore(subscribe, () => (history.state as Entry | null)?.selection)
}

/** What each entry of the history shows, as far as this page has seen it. */
const trail: (string | undefined)[] = []
trail[entry().index] = stepOf(location.hash)

/** The entry that was last seen: a link that is followed comes behind it. */
let current = entry()

/** The next place that undo or redo arrives at shows no image. */
let closing = false

interface GoOptions {
  /** Instead of adding a step that can be undone. */
  replace?: boolean
  /** Changes of one kind in a row, such as the letters of a search, are one step. */
  merge?: string
  selection?: Int32Array
}

/** Goes to a place: a step that Back and undo take back. */
export function go(place: Place, { replace = false, merge, selection }: GoOptions = {}): void {
  const hash = formatPlace(marked(place, mark))
  const { index, merge: last } = entry()
  const isMore = replace || (merge !== undefined && merge === last)
  const next = isMore ? index : index + 1
  const kept = { index: next, ...(selection && { selection }), ...(merge && { merge }) }
  if (isMore) history.replaceState(kept, '', hash)
  else history.pushState(kept, '', hash)
  current = kept
  if (!isMore) trail.length = next
  trail[next] = stepOf(hash)
  notify()
}

/** Changes parameters of the place where the reader is now. The stored selection stays. */
export function change(change: Change, options: GoOptions = {}): void {
  const { selection } = entry()
  go(changed(here(), unmarking(change)), { ...(selection && { selection }), ...options })
}

/** Opens a view with the filters and the selection of the present one. */
export function openView(view: ViewName, params: Change = {}): void {
  const { selection } = entry()
  go(viewPlace(view, params), selection && { selection })
}

/** The place of a view with the filters, the search and the selection of the present address. */
export function viewPlace(view: ViewName, params: Change = {}): Place {
  return marked(changed(viewed(here(), view), unmarking(params)), mark)
}

/** A place with nothing but these parameters and the present selection: what a number opens. */
export function freshPlace(view: ViewName, params: Change = {}): Place {
  const sel = here().params.get('sel')
  return marked(changed({ view, params: new Map(sel ? [['sel', sel]] : []) }, params), mark)
}

/** Shows no image any more: back to where it was opened, or, if something was done since, here. */
export function closeImage(): void {
  const { index, merge } = entry()
  const before = trail[index - 1]
  if (merge === 'open' && before !== undefined && before === trail[index]) history.back()
  else change({ open: undefined }, { replace: true })
}

export const canLeavePlace = (): boolean => previousStep(trail, entry().index) !== undefined
export const canRegainPlace = (): boolean => nextStep(trail, entry().index) !== undefined

/** How many steps lead to the present place; to open an image is none. */
export const stepsTaken = (): number => countSteps(trail.slice(0, entry().index + 1))

/** Undoes the last step. */
export function leavePlace(): void {
  const { index } = entry()
  const to = previousStep(trail, index)
  if (to === undefined) return
  closing = true
  history.go(to - index)
}

export function regainPlace(): void {
  const { index } = entry()
  const to = nextStep(trail, index)
  if (to === undefined) return
  closing = true
  history.go(to - index)
}
