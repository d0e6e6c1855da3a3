import { useState } from 'react'
import { type Column, MANY_VALUES } from '../data/column.ts'
import { SliceFacet } from '../review/slice-facet.tsx'
import { filterKey, filtersOf } from '../state/filters.ts'
import { change, usePlace } from '../state/navigation.ts'
import { counted } from '../words/format.ts'
import { RangeFacet } from './range-facet.tsx'
import { ValuesFacet } from './values-facet.tsx'

/** A filter for every column. */
export function FacetList({ columns }: { columns: readonly Column[] }) {
  const filters = filtersOf(usePlace(), columns)
  const [open, setOpen] = useState(false)
  const clear = () =>
    change(Object.fromEntries(filters.map(({ column }) => [filterKey(column), undefined])))
  return (
    <aside className="facets" data-open={open || undefined} aria-label="Filters">
      <button
        type="button"
        className="facets-toggle"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        Filters{filters.length > 0 && ` (${filters.length})`}
      </button>
      <div className="facet-box">
        <p className="facets-head">
          <span>{filters.length === 0 ? 'No filter' : counted(filters.length, 'filter')}</span>
          <button type="button" className="link" disabled={filters.length === 0} onClick={clear}>
            clear all
          </button>
        </p>
        {columns.map((column, i) =>
          column.kind === 'number' ? (
            <RangeFacet key={column.name} column={column} />
          ) : column.kind === 'category' && column.names.length > MANY_VALUES ? null : (
            <ValuesFacet key={column.name} column={column} open={i < 5} />
          ),
        )}
        <SliceFacet />
      </div>
    </aside>
  )
}
