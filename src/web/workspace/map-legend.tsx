import type { Column } from '../data/column.ts'
import type { PointColours } from '../map/point-colours.ts'
import { filterKey } from '../state/filters.ts'
import { change, usePlace } from '../state/navigation.ts'
import { columnTitle } from '../words/column-title.ts'
import { count, oneLine } from '../words/format.ts'

/** What the colours mean; an entry is switched off and on by a click, which is a filter like any other. */
export function MapLegend({ colours, column }: { colours: PointColours; column: Column }) {
  const key = filterKey(column.name)
  const chosen = usePlace().params.get(key)
  const all = colours.legend.flatMap(({ values }) => values)
  const isOn = (values: readonly string[]) =>
    chosen === undefined || values.some((value) => chosen.includes(value))
  const toggle = (values: readonly string[]) => {
    const before = chosen ?? all
    const next = isOn(values)
      ? before.filter((value) => !values.includes(value))
      : [...before, ...values]
    change({ [key]: next.length === all.length || next.length === 0 ? undefined : next })
  }
  return (
    <div className="map-legend">
      <h3>{columnTitle(column.name)}</h3>
      <ul className="legend">
        {colours.legend.map(({ name, colour, images, values }) => {
          const words = (
            <>
              <span className="swatch" style={{ background: colour }} />
              {oneLine(name)}
              {images > 0 && <span className="number">{count(images)}</span>}
            </>
          )
          return (
            <li key={name}>
              {values.length > 0 && values.length <= 200 ? (
                <button
                  type="button"
                  className="legend-toggle"
                  aria-pressed={isOn(values)}
                  onClick={() => toggle(values)}
                >
                  {words}
                </button>
              ) : (
                words
              )}
            </li>
          )
        })}
      </ul>
      {colours.kind === 'ramp' && <p className="note">from 2 % to 98 % of the values</p>}
    </div>
  )
}
