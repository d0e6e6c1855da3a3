import { useMemo } from 'react'
import { wellFormed } from '../data/well-formed.ts'
import { useRun } from '../frame/run-context.tsx'
import { openImage } from '../gallery/open-image.ts'
import { extentOf } from '../map/camera.ts'
import { clusterLabels } from '../map/cluster-labels.ts'
import { pointLayers } from '../map/draw-points.ts'
import { errorGrid } from '../map/error-grid.ts'
import { pointColours } from '../map/point-colours.ts'
import { PointMap } from '../map/point-map.tsx'
import { useDark } from '../map/use-dark.ts'
import { type Layout, useLayout } from '../map/use-layout.ts'
import { Term } from '../parts/term.tsx'
import { change, usePlace } from '../state/navigation.ts'
import { param } from '../state/place.ts'
import { select } from '../state/selection.ts'
import { columnTitle } from '../words/column-title.ts'
import { count, percent } from '../words/format.ts'
import { MapLegend } from './map-legend.tsx'
import { useClusterNames } from './use-cluster-names.ts'
import type { Workspace } from './use-workspace.ts'

/** All images as points, similar ones close together; what the filters keep away is grey. */
export function MapPanel({ workspace }: { workspace: Workspace }) {
  const { run } = useRun()
  const layout = useLayout(run)
  if (layout.kind === 'ready') return <ReadyMap layout={layout} workspace={workspace} />
  return (
    <div className="map-box empty" aria-busy={layout.kind === 'waiting'}>
      {layout.kind === 'waiting' ? (
        <p>Reading the map …</p>
      ) : (
        <p>There is no map. {layout.reason}</p>
      )}
    </div>
  )
}

interface ReadyMapProps {
  layout: Extract<Layout, { kind: 'ready' }>
  workspace: Workspace
}

function ReadyMap({ layout: { points, how }, workspace }: ReadyMapProps) {
  const { run } = useRun()
  const { examples } = run
  const { columns, shown, selection, rows } = workspace
  const place = usePlace()
  const dark = useDark()
  const [byName, layer] = [param(place, 'colour') ?? 'correct', param(place, 'layer')]
  const isNamed = param(place, 'names') !== 'off'
  const lasso = param(place, 'mode') === 'lasso'
  const column = columns.find(({ name }) => wellFormed(name) === byName) ?? columns[0]
  const colours = useMemo(
    () => column && pointColours(column, examples.count),
    [column, examples.count],
  )
  const extent = useMemo(() => extentOf(points), [points])
  const layers = useMemo(() => {
    const selected = new Uint8Array(examples.count)
    for (const row of selection) selected[row] = 1
    const wrong = Uint8Array.from(examples.correct, (value) => Number(value === 0))
    const rgb = colours?.rgb ?? new Uint8Array(examples.count * 3)
    return pointLayers({ points, rgb, shown, selected, wrong, dark })
  }, [points, colours, shown, selection, examples, dark])
  const grid = useMemo(
    () => (layer === 'errors' ? errorGrid(points, examples.correct, shown, extent) : undefined),
    [layer, points, examples, shown, extent],
  )
  const names = useClusterNames()
  const labels = useMemo(
    () => (isNamed ? clusterLabels(points, names, extent) : []),
    [isNamed, points, names, extent],
  )
  const setLasso = (on: boolean) =>
    change({ mode: on ? 'lasso' : undefined }, { merge: 'map-mode' })
  return (
    <section className="map-pane" aria-labelledby="map-title">
      <div className="toolbar">
        <h2 id="map-title">
          <Term of="map">Map</Term>
        </h2>
        <label>
          Colour{' '}
          <select
            value={column ? wellFormed(column.name) : ''}
            onChange={(event) => change({ colour: event.target.value })}
          >
            {columns.map(({ name }) => (
              <option key={name} value={wellFormed(name)}>
                {columnTitle(name)}
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
        <label className="check">
          <input
            type="checkbox"
            checked={layer === 'errors'}
            onChange={(event) => change({ layer: event.target.checked ? 'errors' : undefined })}
          />
          <Term of="error rate">error rate</Term>
        </label>
        <label className="check">
          <input
            type="checkbox"
            checked={isNamed}
            onChange={(event) => change({ names: event.target.checked ? undefined : 'off' })}
          />
          names
        </label>
      </div>
      <PointMap
        points={points}
        extent={extent}
        layers={layers}
        grid={grid}
        labels={labels}
        selection={selection}
        shown={shown}
        lasso={lasso}
        onSelect={select}
        onOpen={openImage}
        onLasso={() => setLasso(!lasso)}
      />
      {colours && column && <MapLegend colours={colours} column={column} />}
      <p className="note" role="status">
        {count(examples.count)} points, {how}; {count(rows.length)} pass the filters, the others are
        grey; errors lie on top.
        {grid &&
          ` Squares: error rate above ${percent(grid.overall)}, the average of what is shown.`}
      </p>
    </section>
  )
}
