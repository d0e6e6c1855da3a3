/** The views of the explorer. */
export const VIEWS = [
  'overview',
  'class',
  'images',
  'both',
  'map',
  'labels',
  'confusion',
  'ask',
  'interventions',
] as const
export type ViewName = (typeof VIEWS)[number]

/** Where the reader is: all that the address says. */
export interface Place {
  view: ViewName
  /** Every value of every parameter, in order. */
  params: ReadonlyMap<string, readonly string[]>
}

/**
 * Reads the part of the address behind `#`. What makes no sense is the overview.
 *
 * For example `#/images?sort=confidence&f.split=test&f.split=val`.
 */
export function parsePlace(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split(/\?(.*)/s)
  const view = VIEWS.find((name) => name === path) ?? 'overview'
  const params = new Map<string, string[]>()
  for (const [key, value] of new URLSearchParams(query)) {
    params.set(key, [...(params.get(key) ?? []), value])
  }
  return { view, params }
}

/** The part of the address behind and with `#`. */
export function formatPlace({ view, params }: Place): string {
  const query = new URLSearchParams()
  for (const [key, values] of params) for (const value of values) query.append(key, value)
  const text = query.toString()
  return `#/${view}${text ? `?${text}` : ''}`
}

/** A change of parameters; undefined or an empty list removes one. */
export type Change = Record<string, string | readonly string[] | undefined>

/** The same place with some parameters changed. */
export function changed({ view, params }: Place, change: Change): Place {
  const next = new Map(params)
  for (const [key, value] of Object.entries(change)) {
    const values = value === undefined ? [] : typeof value === 'string' ? [value] : value
    if (values.length > 0) next.set(key, values)
    else next.delete(key)
  }
  return { view, params: next }
}

/** First value of a parameter. */
export const param = (place: Place, key: string): string | undefined => place.params.get(key)?.[0]

/** What the gallery and the map show: one state for both, which comes along from view to view. */
const SHARED = new Set(['q', 'sort', 'text', 'rows', 'title', 'sel', 'only', 'colour', 'at', 'of'])
const isShared = (key: string): boolean => SHARED.has(key) || key.startsWith('f.')

/** Another view with the same filters, search and selection; what belonged to the old view alone is left behind. */
export function viewed({ params }: Place, view: ViewName): Place {
  return { view, params: new Map([...params].filter(([key]) => isShared(key))) }
}

/** What undo takes back: everything but which image is open, which Back and Esc close, and what part of the map is in sight. */
export const stepOf = (hash: string): string =>
  formatPlace(changed(parsePlace(hash), { open: undefined, at: undefined, of: undefined }))
