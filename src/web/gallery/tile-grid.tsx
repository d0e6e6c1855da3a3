import { useCallback, useRef } from 'react'
import { useRun } from '../frame/run-context.tsx'
import { openImage } from './open-image.ts'
import { type OpenKeys, Tile } from './tile.tsx'
import { useGalleryKeys } from './use-gallery-keys.ts'
import { useReturn } from './use-return.ts'

interface TileGridProps {
  /** What is shown, for those who do not see it. */
  name: string
  rows: ArrayLike<number>
  /** Decision values of a further direction. */
  values?: ReadonlyMap<number, number> | undefined
  /** Splits of near copies, by row. */
  copies?: ReadonlyMap<number, string>
  similarity?: ReadonlyMap<number, number>
  small?: boolean
}

/** A gallery of few images, all in the document, with the keys of every gallery. */
export function TileGrid({ name, rows, values, copies, similarity, small = false }: TileGridProps) {
  const box = useRef<HTMLUListElement>(null)
  const { run } = useRun()
  const tileAt = (place: number) =>
    box.current?.children[place]?.querySelector<HTMLElement>('.tile-open')
  const columns = () => {
    const tiles = [...(box.current?.children ?? [])] as HTMLElement[]
    const next = tiles.findIndex((tile) => tile.offsetTop > (tiles[0]?.offsetTop ?? 0))
    return next === -1 ? tiles.length : next
  }
  const { selection, current, setCurrent, toggle, onKeyDown } = useGalleryKeys({
    rows,
    count: run.examples.count,
    columns,
    onMove: (place) => tileAt(place)?.focus(),
  })
  useReturn((row) => tileAt(Array.prototype.indexOf.call(rows, row))?.focus())
  // Stable, so that a tile is not drawn again for every other one that is selected.
  const latest = useRef({ toggle, rows })
  latest.current = { toggle, rows }
  const onToggle = useCallback((row: number, range: boolean) => {
    latest.current.toggle(Array.prototype.indexOf.call(latest.current.rows, row), range)
  }, [])
  const onOpen = useCallback(
    (row: number, keys: OpenKeys) =>
      keys.toggle || keys.range ? onToggle(row, keys.range) : openImage(row),
    [onToggle],
  )
  const chosen = new Set(selection)
  return (
    <ul
      ref={box}
      className={small ? 'gallery small' : 'gallery'}
      aria-label={name}
      data-choosing={selection.length > 0 || undefined}
      onKeyDown={onKeyDown}
    >
      {Array.from(rows, (row, place) => (
        <li key={row} onFocus={() => setCurrent(place)}>
          <Tile
            row={row}
            selected={chosen.has(row)}
            tabIndex={place === current ? 0 : -1}
            value={values?.get(row)}
            similarity={similarity?.get(row)}
            copies={copies?.get(row)}
            onToggle={onToggle}
            onOpen={onOpen}
          />
        </li>
      ))}
    </ul>
  )
}
