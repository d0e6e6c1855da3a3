import { wellFormed } from '../data/well-formed.ts'
import { TileHead } from '../gallery/tile.tsx'
import { TileGrid } from '../gallery/tile-grid.tsx'
import { Term } from '../parts/term.tsx'
import { count, counted } from '../words/format.ts'
import { filterPlace } from './images-place.ts'

const SHOWN = 24

interface LeastCertainProps {
  className: string
  /** Held-out rows, the lowest confidence first. */
  rows: Int32Array
}

/** What can be shown of a class without a direction: the images that the model is least sure of. */
export function LeastCertain({ className, rows }: LeastCertainProps) {
  const shown = rows.slice(0, SHOWN)
  const all = filterPlace({ 'f.label': wellFormed(className), sort: 'least-confident' })
  return (
    <section className="end least-certain">
      <h2>Least certain</h2>
      <p className="note">
        There is no direction to order images along. These are the {counted(shown.length, 'image')}{' '}
        of {count(rows.length)} held-out that have the lowest{' '}
        <Term of="confidence">confidence</Term>. <a href={all}>All images of this class</a>
      </p>
      <TileHead />
      <TileGrid name="Least certain" rows={shown} />
    </section>
  )
}
