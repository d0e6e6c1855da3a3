import type { HeldOutImages } from '../../core/caption/class-images.ts'
import { decisionValues, type Hyperplane } from '../../core/direction/hyperplane.ts'
import { wilsonInterval } from '../../core/statistics/wilson.ts'
import { cosinesWith } from '../../core/vectors/count-nearest.ts'
import type { Standardizer } from '../../core/vectors/standardize.ts'
import { orderOf } from '../../core/vectors/vector.ts'
import type { Slice } from '../../run/slices-file.ts'
import type { NamedDirection } from './caption-report.ts'

/** What slices of one direction are cut from. */
export interface SliceSource {
  named: NamedDirection
  plane: Hyperplane
  standardizer: Standardizer
  heldOut: HeldOutImages & { rows: Int32Array }
  split: string
  /** Of all examples. */
  ids: readonly string[]
  /** Vector of a caption. */
  vectorOf: (index: number) => Float32Array
}

/**
 * The slices of a direction on the held-out split: what it flags, what lies as far out on the easy side, and the images
 * nearest each caption that is a name.
 */
export function directionSlices(source: SliceSource): Slice[] {
  const { named, plane, standardizer, heldOut } = source
  const n = heldOut.rows.length
  if (n === 0) return []
  const values = decisionValues(plane, standardizer, heldOut.embeddings)
  const order = orderOf(values)
  const flagged = order.filter((row) => (values[row] ?? 0) <= 0)
  const easiest = order.toReversed().slice(0, Math.max(1, Math.round(n / 5)))
  const cut = sliceCutter(source)
  const extremes = [
    cut('hard', flagged, 'decision value <= 0'),
    cut('easy', easiest, `the ${easiest.length} highest decision values`),
  ]
  const names = named.captions.filter(({ claimed }) => claimed)
  const described = names.map(({ side, nearest, text, index }) => {
    const cosines = cosinesWith(heldOut.embeddings, source.vectorOf(index))
    const near = orderOf(cosines.map((cosine) => -cosine))
    return cut(side, near.slice(0, nearest), `the ${nearest} images nearest to the caption`, text)
  })
  return [...extremes, ...described].filter(({ ids }) => ids.length > 0)
}

function sliceCutter({ named, heldOut, ids, split }: SliceSource) {
  return (side: Slice['side'], rows: readonly number[], rule: string, caption?: string): Slice => {
    const right = rows.filter((row) => heldOut.wrong[row] === 0).length
    const which = named.direction > 1 ? `, direction ${named.direction}` : ''
    return {
      name: `${named.class}${which}: ${caption ?? side}`,
      class: named.class,
      direction: named.direction,
      side,
      rule: `${rule} among images of class "${named.class}" on split ${split}`,
      split,
      ids: rows.map((row) => ids[heldOut.rows[row] ?? 0] ?? ''),
      accuracy: rows.length > 0 ? right / rows.length : null,
      interval: rows.length > 0 ? wilsonInterval(right, rows.length) : null,
      caption: caption ?? null,
    }
  }
}
