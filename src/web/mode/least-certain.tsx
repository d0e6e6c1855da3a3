import { openImage } from '../gallery/lightbox.tsx'
import { Tile } from '../gallery/tile.tsx'
import { Term } from '../parts/term.tsx'
import { wellFormed } from '../state/filters.ts'
import { openView } from '../state/navigation.ts'
import { counted } from '../words/format.ts'

const SHOWN = 24

interface LeastCertainProps {
  className: string
  /** Held-out rows, the lowest confidence first. */
  rows: Int32Array
}

/** What can be shown of a class without a direction: the images that the model is least sure of. */
export function LeastCertain({ className, rows }: LeastCertainProps) {
  const shown = rows.slice(0, SHOWN)
  return (
    <section className="end least-certain">
      <h2>Least certain</h2>
      <p className="note">
        There is no direction to order images along. These are the {counted(shown.length, 'image')}{' '}
        of {rows.length} held-out that have the lowest <Term of="confidence">confidence</Term>.
      </p>
      <div className="gallery">
        {Array.from(shown, (row) => (
          <Tile key={row} row={row} onOpen={openImage} />
        ))}
      </div>
      <p className="note">
        <button
          type="button"
          className="link"
          onClick={() =>
            openView('images', { 'f.label': wellFormed(className), sort: 'least-confident' })
          }
        >
          All images of this class
        </button>
      </p>
    </section>
  )
}
