import { useDeferredValue, useMemo } from 'react'
import { FacetList } from '../filter/facet-list.tsx'
import { useRun } from '../frame/run-context.tsx'
import { Lightbox, openImage } from '../gallery/lightbox.tsx'
import { SelectionBar } from '../gallery/selection-bar.tsx'
import { VirtualGallery } from '../gallery/virtual-gallery.tsx'
import { filteredRows, filtersOf, SORTS, sortedRows, sortOf } from '../state/filters.ts'
import { change, usePlace } from '../state/navigation.ts'
import { changed, formatPlace, type Place, param, parsePlace } from '../state/place.ts'
import { useSelection } from '../state/selection.ts'
import { count } from '../words/format.ts'

/** Every image of the run: filtered, ordered, looked at, selected, exported. */
export function ImagesView() {
  const { run } = useRun()
  const { examples } = run
  const place = usePlace()
  const selection = useSelection(examples.count)
  const onlySelected = param(place, 'only') === 'selected'
  const listed = useDeferredValue(listKey(place))
  const rows = useMemo(() => {
    const place = parsePlace(listed)
    const filters = filtersOf(place, examples.columns)
    return sortedRows(
      examples,
      filteredRows(examples, filters, param(place, 'q') ?? ''),
      sortOf(place),
    )
  }, [examples, listed])
  const shown = useMemo(() => {
    if (!onlySelected) return rows
    const chosen = new Set(selection)
    return rows.filter((row) => chosen.has(row))
  }, [rows, onlySelected, selection])
  return (
    <div className="images">
      <h1 className="hidden">Images</h1>
      <FacetList />
      <section className="image-pane" aria-label="Gallery">
        <div className="toolbar">
          <input
            type="search"
            aria-label="Search ids"
            placeholder="Search ids"
            value={param(place, 'q') ?? ''}
            onChange={(event) => change({ q: event.target.value || undefined }, { replace: true })}
          />
          <label>
            Sort{' '}
            <select
              value={sortOf(place)}
              onChange={(event) => change({ sort: event.target.value })}
            >
              {Object.entries(SORTS).map(([name, words]) => (
                <option key={name} value={name}>
                  {words}
                </option>
              ))}
            </select>
          </label>
          <label className="check">
            <input
              type="checkbox"
              checked={onlySelected}
              onChange={(event) => change({ only: event.target.checked ? 'selected' : undefined })}
            />
            only selected
          </label>
          <p className="shown" role="status">
            showing {count(shown.length)} of {count(examples.count)}
          </p>
        </div>
        <InlinedNote />
        <SelectionBar selection={selection} shown={shown} />
        {shown.length > 0 ? (
          <VirtualGallery rows={shown} selection={selection} onOpen={openImage} />
        ) : (
          <p className="empty">
            {onlySelected && selection.length === 0
              ? 'Nothing is selected. Tick images, or draw a lasso on the map.'
              : 'No image passes all filters. Take one away.'}
          </p>
        )}
        <Lightbox rows={shown} />
      </section>
    </div>
  )
}

/** The part of the address that the list of rows depends on: opening and selecting images does not change it. */
function listKey(place: Place): string {
  return formatPlace(changed(place, { open: undefined, sel: undefined, only: undefined }))
}

/** In a report: how many images it holds. */
function InlinedNote() {
  const { run } = useRun()
  const { thumbnails } = run.facts
  if (thumbnails === 'all') return null
  const held = thumbnails === 'none' ? 0 : thumbnails.length
  if (held === run.examples.count) return null
  return (
    <p className="note boxed">
      {run.source.kind === 'report'
        ? `This report holds the pictures of ${count(held)} of ${count(run.examples.count)} images: the hardest and easiest of each class first. All have their numbers; “faultline serve” shows all pictures.`
        : 'This run has no thumbnails, and its images cannot be reached.'}
    </p>
  )
}
