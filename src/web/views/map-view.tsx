import { useMemo } from 'react'
import { useRun } from '../frame/run-context.tsx'
import { Lightbox, openImage } from '../gallery/lightbox.tsx'
import { SelectionBar } from '../gallery/selection-bar.tsx'
import { Tile } from '../gallery/tile.tsx'
import { type PointColours, pointColours } from '../map/point-colours.ts'
import { PointMap } from '../map/point-map.tsx'
import { useLayout } from '../map/use-layout.ts'
import { Term } from '../parts/term.tsx'
import { wellFormed } from '../state/filters.ts'
import { change, openView, usePlace } from '../state/navigation.ts'
import { param } from '../state/place.ts'
import { select, toggled, useSelection } from '../state/selection.ts'
import { count, oneLine } from '../words/format.ts'

/** Tiles beside the map; the images view shows all. */
const SHOWN = 60

/** All images as points, similar ones close together. */
export function MapView() {
  const { run } = useRun()
  const { examples } = run
  const place = usePlace()
  const selection = useSelection(examples.count)
  const layout = useLayout(run)
  const lasso = param(place, 'mode') === 'lasso'
  const byName = param(place, 'colour') ?? 'correct'
  const column =
    examples.columns.find(({ name }) => wellFormed(name) === byName) ?? examples.columns[0]
  const colours = useMemo(
    () => column && pointColours(column, examples.count),
    [column, examples.count],
  )
  const setLasso = (on: boolean) => change({ mode: on ? 'lasso' : undefined }, { replace: true })
  return (
    <div className="map-view">
      <section className="map-pane" aria-labelledby="map-title">
        <div className="toolbar">
          <h1 id="map-title">
            <Term of="map">Map</Term>
          </h1>
          <label>
            Colour by{' '}
            <select
              value={column ? wellFormed(column.name) : ''}
              onChange={(event) => change({ colour: event.target.value })}
            >
              {examples.columns.map(({ name }) => (
                <option key={name} value={wellFormed(name)}>
                  {oneLine(name)}
                </option>
              ))}
            </select>
          </label>
          <fieldset className="chips">
            <legend className="hidden">Dragging</legend>
            <button type="button" aria-pressed={!lasso} onClick={() => setLasso(false)}>
              Move
            </button>
            <button type="button" aria-pressed={lasso} onClick={() => setLasso(true)}>
              Lasso
            </button>
          </fieldset>
          <p className="shown" role="status">
            {layout.kind === 'ready' &&
              `showing ${count(examples.count)} of ${count(examples.count)}`}
          </p>
        </div>
        {layout.kind === 'ready' && colours ? (
          <PointMap
            points={layout.points}
            rgb={colours.rgb}
            selection={selection}
            lasso={lasso}
            onSelect={select}
            onOpen={openImage}
            onLasso={() => setLasso(!lasso)}
          />
        ) : (
          <div className="map-box empty" aria-busy={layout.kind === 'waiting'}>
            {layout.kind === 'waiting' ? (
              <p>
                Laying out {count(examples.count)} images …{' '}
                <progress value={layout.share} aria-label="Layout" />
              </p>
            ) : (
              <p>There is no map. {layout.kind === 'none' && layout.reason}</p>
            )}
          </div>
        )}
      </section>
      <aside className="map-side" aria-label="Legend and selection">
        {colours && column && <Legend colours={colours} name={column.name} />}
        <SelectionBar selection={selection} shown={selection} />
        {selection.length === 0 ? (
          <p className="empty">Draw a lasso round some points, and their images appear here.</p>
        ) : (
          <Chosen selection={selection} />
        )}
      </aside>
      <Lightbox rows={selection} />
    </div>
  )
}

function Chosen({ selection }: { selection: Int32Array }) {
  const shown = selection.subarray(0, SHOWN)
  return (
    <>
      <p className="note">
        showing {count(shown.length)} of {count(selection.length)}{' '}
        {shown.length < selection.length && (
          <button
            type="button"
            className="link"
            onClick={() => openView('images', { only: 'selected' })}
          >
            show all
          </button>
        )}
      </p>
      <div className="gallery small">
        {Array.from(shown, (row) => (
          <Tile
            key={row}
            row={row}
            selected
            onToggle={() => select(toggled(selection, row))}
            onOpen={openImage}
          />
        ))}
      </div>
    </>
  )
}

function Legend({ colours, name }: { colours: PointColours; name: string }) {
  return (
    <div className="map-legend">
      <h2>{oneLine(name)}</h2>
      <ul className="legend">
        {colours.legend.map((entry) => (
          <li key={entry.name}>
            <span className="swatch" style={{ background: entry.colour }} />
            {oneLine(entry.name)}
            {entry.images > 0 && <span className="number">{count(entry.images)}</span>}
          </li>
        ))}
      </ul>
      {colours.kind === 'ramp' && <p className="note">from 2 % to 98 % of the values</p>}
    </div>
  )
}
