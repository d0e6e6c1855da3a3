import type { Column } from '../data/column.ts'
import { wellFormed } from '../data/well-formed.ts'

/** Colours that most colour-blind readers can tell apart (Okabe and Ito, then Tol). */
const PALETTE = [
  '#0072b2',
  '#e69f00',
  '#009e73',
  '#d55e00',
  '#cc79a7',
  '#56b4e9',
  '#b8a800',
  '#7a4fbf',
  '#8c5a2b',
  '#44aa99',
  '#aa4466',
] as const
const OTHER = '#8d939c'
const UNKNOWN = '#b9bdc4'
/** From the hard to the easy colour, by way of a grey that shows on both backgrounds. */
const DIVERGING = ['#d55e00', '#a9a29b', '#0072b2'] as const
const SEQUENTIAL = ['#f0c75e', '#c65b7c', '#3b2f8f'] as const

export interface LegendEntry {
  colour: string
  name: string
  /** Images of this colour. */
  images: number
  /** Values of the column, as a filter names them; none in a ramp. */
  values: readonly string[]
}

export interface PointColours {
  /** uint8[n, 3]. */
  rgb: Uint8Array
  /** One entry a colour, or the ends of a ramp. */
  legend: readonly LegendEntry[]
  kind: 'values' | 'ramp'
}

/** Colours of all points by a column: its most frequent values, or a ramp. */
export function pointColours(column: Column, rows: number): PointColours {
  return column.kind === 'number' ? ramp(column.values, column.name, rows) : byValue(column, rows)
}

function byValue(column: Exclude<Column, { kind: 'number' }>, rows: number): PointColours {
  const codes = column.kind === 'category' ? column.codes : column.values
  const names = column.kind === 'category' ? column.names : ['no', 'yes']
  const counts = new Array<number>(names.length).fill(0)
  let unknown = 0
  for (let row = 0; row < rows; row++) {
    const code = codes[row] ?? -1
    if (code < 0) unknown++
    else counts[code] = (counts[code] ?? 0) + 1
  }
  const order = [...names.keys()].sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0) || a - b)
  const named = order.length <= PALETTE.length ? order : order.slice(0, PALETTE.length - 1)
  const colours = names.map(() => OTHER as string)
  // In the order of the names, so that "no" and "yes", or the classes, keep their colour.
  const legend = named
    .toSorted((a, b) => a - b)
    .map((code, i): LegendEntry => {
      const colour = column.kind === 'boolean' ? ['#0072b2', '#d55e00'][code] : PALETTE[i]
      colours[code] = flip(column.name, code) ?? colour ?? OTHER
      const name = names[code] ?? ''
      const images = counts[code] ?? 0
      return { colour: colours[code] ?? OTHER, name, images, values: [wellFormed(name)] }
    })
  const others = order.slice(named.length).reduce((sum, code) => sum + (counts[code] ?? 0), 0)
  if (others > 0) {
    const values = order.slice(named.length).map((code) => wellFormed(names[code] ?? ''))
    legend.push({ colour: OTHER, name: `${values.length} others`, images: others, values })
  }
  if (unknown > 0) {
    legend.push({ colour: UNKNOWN, name: 'unknown', images: unknown, values: ['?'] })
  }
  const rgb = new Uint8Array(rows * 3)
  const known = colours.map(rgbOf)
  const none = rgbOf(UNKNOWN)
  for (let row = 0; row < rows; row++) {
    const [r, g, b] = known[codes[row] ?? -1] ?? none
    rgb[row * 3] = r
    rgb[row * 3 + 1] = g
    rgb[row * 3 + 2] = b
  }
  return { rgb, legend, kind: 'values' }
}

/** "correct: yes" is the easy colour, every other yes the hard one. */
const flip = (name: string, code: number) =>
  name === 'correct' ? ['#d55e00', '#0072b2'][code] : undefined

function ramp(values: Float64Array, name: string, rows: number): PointColours {
  const known = values.filter((value) => !Number.isNaN(value)).sort()
  const at = (share: number) => known[Math.floor(share * (known.length - 1))] ?? 0
  const isSigned = name === 'decisionValue'
  // Clipped at 2 and 98 %, so that one outlier does not grey out the rest.
  const reach = Math.max(Math.abs(at(0.02)), Math.abs(at(0.98))) || 1
  const [low, high] = isSigned ? [-reach, reach] : [at(0.02), at(0.98)]
  const stops = (isSigned ? DIVERGING : SEQUENTIAL).map(rgbOf)
  const rgb = new Uint8Array(rows * 3)
  const none = rgbOf(UNKNOWN)
  let unknown = 0
  for (let row = 0; row < rows; row++) {
    const value = values[row] ?? Number.NaN
    if (Number.isNaN(value)) unknown++
    const share = Math.max(0, Math.min(1, (value - low) / (high - low || 1)))
    rgb.set(Number.isNaN(value) ? none : mix(stops, share), row * 3)
  }
  const entry = (colour: string, value: number) => ({
    colour,
    name: value.toPrecision(3).replace('-', '−'),
    images: 0,
    values: [],
  })
  const [first, middle, last] = isSigned ? DIVERGING : SEQUENTIAL
  const legend = [entry(first, low), entry(middle, (low + high) / 2), entry(last, high)]
  if (unknown > 0) {
    legend.push({ colour: UNKNOWN, name: 'unknown', images: unknown, values: [] })
  }
  return { rgb, legend, kind: 'ramp' }
}

type Rgb = [number, number, number]

const rgbOf = (hex: string): Rgb => [
  Number.parseInt(hex.slice(1, 3), 16),
  Number.parseInt(hex.slice(3, 5), 16),
  Number.parseInt(hex.slice(5, 7), 16),
]

function mix(stops: readonly Rgb[], share: number): Rgb {
  const at = share * (stops.length - 1)
  const from = Math.min(stops.length - 2, Math.floor(at))
  const [a, b] = [stops[from], stops[from + 1]]
  const blend = (i: 0 | 1 | 2) =>
    Math.round((a?.[i] ?? 0) + ((b?.[i] ?? 0) - (a?.[i] ?? 0)) * (at - from))
  return [blend(0), blend(1), blend(2)]
}
