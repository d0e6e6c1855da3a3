import { FacetList } from '../filter/facet-list.tsx'
import { useRun } from '../frame/run-context.tsx'
import { Lightbox } from '../gallery/lightbox.tsx'
import { SelectionBar } from '../gallery/selection-bar.tsx'
import { TileHead } from '../gallery/tile.tsx'
import { VirtualGallery } from '../gallery/virtual-gallery.tsx'
import { usePlace, viewPlace } from '../state/navigation.ts'
import { formatPlace, type ViewName } from '../state/place.ts'
import { count } from '../words/format.ts'
import { FilterChips } from './filter-chips.tsx'
import { MapPanel } from './map-panel.tsx'
import { SearchBar } from './search-bar.tsx'
import { useWorkspace } from './use-workspace.ts'

const LAYOUTS: readonly [ViewName, string][] = [
  ['images', 'Gallery'],
  ['both', 'Both'],
  ['map', 'Map'],
]

/** Every image of the run, as a gallery, as a map, or as both side by side, under one set of filters. */
export function WorkspaceView() {
  const { run } = useRun()
  const { view } = usePlace()
  const workspace = useWorkspace()
  const { rows, selection, columns, likeness } = workspace
  return (
    <div className="workspace" data-layout={view}>
      <h1 className="hidden">Images</h1>
      <button type="button" className="skip" onClick={focusImages}>
        Skip to the images
      </button>
      <FacetList columns={columns} />
      <div className="work-pane">
        <div className="toolbar">
          <SearchBar likeness={likeness} />
          <nav className="chips" aria-label="Gallery, map or both">
            {LAYOUTS.map(([name, words]) => (
              <a
                key={name}
                href={formatPlace(viewPlace(name))}
                aria-current={name === view ? 'page' : undefined}
              >
                {words}
              </a>
            ))}
          </nav>
        </div>
        <FilterChips columns={columns} shown={rows.length} of={run.examples.count} />
        <SelectionBar selection={selection} shown={rows} />
        <InlinedNote />
        <div className="panes">
          {view !== 'map' && (
            <section aria-label="Gallery" className="gallery-pane">
              <TileHead
                first={likeness.values ? 'similarity to the words (cosine)' : 'decision value'}
              />
              {rows.length > 0 ? (
                <VirtualGallery rows={rows} similarity={likeness.values} />
              ) : (
                <p className="empty">No image passes all filters. Take one away.</p>
              )}
            </section>
          )}
          {view !== 'images' && <MapPanel workspace={workspace} />}
        </div>
      </div>
      <Lightbox rows={rows} />
    </div>
  )
}

/** The gallery's current image, or the map: filters are many keys long. */
function focusImages(): void {
  document.querySelector<HTMLElement>('.panes .tile-open[tabindex="0"], .panes .map-box')?.focus()
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
        ? `This report holds the pictures of ${count(held)} of ${count(run.examples.count)} images: those that its pages lead to first. All have their numbers; “faultline serve” shows all pictures.`
        : 'This run has no thumbnails, and its images cannot be reached.'}
    </p>
  )
}
