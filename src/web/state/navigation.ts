import { useMemo, useSyncExternalStore } from 'react'
import {
  type Change,
  changed,
  formatPlace,
  type Place,
  parsePlace,
  type ViewName,
} from './place.ts'

/** Kept by the browser with each entry of its history. */
interface Entry {
  /** Entries before this one that are ours: undo stops at 0. */
  index: number
  /** A selection too long for the address. */
  selection?: Int32Array
}

const listeners = new Set<() => void>()
const notify = () => {
  for (const listener of listeners) listener()
}

const entry = (): Entry => (history.state as Entry | null) ?? { index: 0 }

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  if (listeners.size === 1) window.addEventListener('popstate', notify)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) window.removeEventListener('popstate', notify)
  }
}

/** The place that the address names; the component renders again when it changes. */
export function usePlace(): Place {
  const hash = useSyncExternalStore(subscribe, () => location.hash)
  return useMemo(() => parsePlace(hash), [hash])
}

/** The selection kept beside the address. */
export function useStoredSelection(): Int32Array | undefined {
  return useSyncExternalStore(subscribe, () => (history.state as Entry | null)?.selection)
}

/** Newest step that redo can reach. */
let furthest = entry().index

interface GoOptions {
  /** Instead of adding a step that can be undone. */
  replace?: boolean
  selection?: Int32Array
}

/** Goes to a place: a step that Back and undo take back. */
export function go(place: Place, { replace = false, selection }: GoOptions = {}): void {
  const hash = formatPlace(place)
  const { index } = entry()
  const kept = selection && { selection }
  if (replace) history.replaceState({ index, ...kept }, '', hash)
  else history.pushState({ index: index + 1, ...kept }, '', hash)
  furthest = replace ? furthest : index + 1
  notify()
}

/** Changes parameters of the place where the reader is now. The stored selection stays. */
export function change(change: Change, options: GoOptions = {}): void {
  const { selection } = entry()
  go(changed(parsePlace(location.hash), change), { ...(selection && { selection }), ...options })
}

/** Opens a view; its parameters start empty, but the selection comes along. */
export function openView(view: ViewName, params: Change = {}): void {
  const { selection } = entry()
  go(viewPlace(view, params), selection && { selection })
}

/** The place of a view, with the selection of the present address. */
export function viewPlace(view: ViewName, params: Change = {}): Place {
  const sel = parsePlace(location.hash).params.get('sel')
  return changed({ view, params: new Map(sel ? [['sel', sel]] : []) }, params)
}

export const canUndo = (): boolean => entry().index > 0
export const canRedo = (): boolean => entry().index < furthest

export function undo(): void {
  if (canUndo()) history.back()
}

export function redo(): void {
  if (canRedo()) history.forward()
}
