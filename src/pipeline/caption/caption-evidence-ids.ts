import type { HeldOutImages } from '../../core/caption/class-images.ts'
import { cosinesWith } from '../../core/vectors/count-nearest.ts'
import { orderOf } from '../../core/vectors/vector.ts'
import type { EvidenceFile } from '../../run/evidence-file.ts'
import type { NamedDirection } from './caption-report.ts'

/** Images kept a caption at most. */
const KEPT = 200

interface EvidenceSource {
  named: NamedDirection
  heldOut: HeldOutImages & { rows: Int32Array }
  /** Of all examples. */
  ids: readonly string[]
  /** Vector of a caption. */
  vectorOf: (index: number) => Float32Array
}

/** Which held-out images stand behind the numbers of each caption of a direction: the nearest first. */
export function captionEvidenceIds({
  named,
  heldOut,
  ids,
  vectorOf,
}: EvidenceSource): EvidenceFile['directions'][number] {
  return {
    class: named.class,
    direction: named.direction,
    captions: named.captions.map(({ text, side, index }) => {
      const cosines = cosinesWith(heldOut.embeddings, vectorOf(index))
      // Of equal cosines the earlier row counts as nearer, as in the counts.
      const near = orderOf(cosines.map((cosine) => -cosine))
      return {
        caption: text,
        side,
        ids: near.slice(0, KEPT).map((row) => ids[heldOut.rows[row] ?? 0] ?? ''),
      }
    }),
  }
}
