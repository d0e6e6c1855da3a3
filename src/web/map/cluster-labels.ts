import type { Extent } from './camera.ts'

/** A name at the densest place of what it names. */
export interface ClusterLabel {
  x: number
  y: number
  text: string
  /** A failure mode's name instead of a class's. */
  kind: 'class' | 'mode'
  /** Images it stands for: where two labels would overlap, the one with more is shown. */
  images: number
}

const ACROSS = 40

/** Rows that share a name. */
export interface NamedRows {
  text: string
  kind: ClusterLabel['kind']
  rows: ArrayLike<number>
}

/** Labels of sets of points, each in the middle of the fullest square of its own. */
export function clusterLabels(
  points: Float32Array,
  named: readonly NamedRows[],
  { left, right, bottom, top }: Extent,
): ClusterLabel[] {
  const side = Math.max(right - left, top - bottom, 1e-6) / ACROSS
  return named.flatMap(({ text, kind, rows }) => {
    if (rows.length === 0) return []
    const counts = new Map<number, number>()
    let best = 0
    let fullest = -1
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] ?? 0
      const column = Math.floor(((points[row * 2] ?? 0) - left) / side)
      const line = Math.floor(((points[row * 2 + 1] ?? 0) - bottom) / side)
      const at = line * (ACROSS + 1) + column
      const found = (counts.get(at) ?? 0) + 1
      counts.set(at, found)
      if (found > best) {
        best = found
        fullest = at
      }
    }
    const x = left + ((fullest % (ACROSS + 1)) + 0.5) * side
    const y = bottom + (Math.floor(fullest / (ACROSS + 1)) + 0.5) * side
    return [{ x, y, text, kind, images: rows.length }]
  })
}

/** A label as it stands on the screen, in pixels. */
export interface PlacedLabel extends ClusterLabel {
  left: number
  top: number
}

/** Pixels, about; the style sheet cuts what is longer. */
export const widthOf = (text: string): number => Math.min(240, 7 * text.length + 16)

/** Labels that do not cover one another, failure modes before classes, those of more images first. */
export function placeLabels(labels: readonly PlacedLabel[], most: number): PlacedLabel[] {
  const placed: PlacedLabel[] = []
  const order = labels.toSorted(
    (a, b) => Number(b.kind === 'mode') - Number(a.kind === 'mode') || b.images - a.images,
  )
  for (const label of order) {
    if (placed.length >= most) break
    const width = widthOf(label.text)
    const covers = placed.some(
      (other) =>
        Math.abs(other.top - label.top) < 24 &&
        Math.abs(other.left - label.left) < (width + widthOf(other.text)) / 2,
    )
    if (!covers) placed.push(label)
  }
  return placed
}
