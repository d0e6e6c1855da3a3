import type { FixArmResult, FixFile } from '../../run/fix-file.ts'
import { useRun } from '../frame/run-context.tsx'
import { TileHead } from '../gallery/tile.tsx'
import { TileGrid } from '../gallery/tile-grid.tsx'
import { useRowsOf } from '../review/use-rows-of.ts'
import { counted, oneLine } from '../words/format.ts'
import { armWords } from './arm-words.ts'

const SHOWN = 12

/** For each class, images that were wrong before and are right after the training that helps most. */
export function Flipped({ fix, winner }: { fix: FixFile; winner: FixArmResult | undefined }) {
  const { run } = useRun()
  const rowsOf = useRowsOf()
  const found = fix.flipped.filter(({ arm }) => arm === winner?.name)
  if (winner === undefined || found.length === 0) return null
  const failing = new Set(
    run.directions.classes.filter(({ state }) => state === 'ok').map(({ class: name }) => name),
  )
  const order = found
    .filter(({ class: name, images }) => failing.has(name) && images.length > 0)
    .sort((a, b) => b.mended - b.broken - (a.mended - a.broken))
  return (
    <section className="flipped">
      <h3>From wrong to right: {armWords(winner.name)}</h3>
      <TileHead />
      <ul>
        {order.map(({ class: name, mended, broken, images }) => (
          <li key={name} className="end end-easy">
            <h4>{oneLine(name)}</h4>
            <p className="note">
              {counted(mended, 'image')} mended, {broken} broken, in most trainings
            </p>
            <TileGrid
              name={`Mended images of ${oneLine(name)}`}
              rows={rowsOf(images.slice(0, SHOWN))}
              small
            />
          </li>
        ))}
      </ul>
    </section>
  )
}
