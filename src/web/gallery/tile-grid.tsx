import { useRef } from 'react'
import { Tile } from './tile.tsx'
import { useGalleryKeys } from './use-gallery-keys.ts'

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
  const tileAt = (place: number) =>
    box.current?.children[place]?.querySelector<HTMLElement>('.tile-open')
  const columns = () => {
    const tiles = [...(box.current?.children ?? [])] as HTMLElement[]
    const next = tiles.findIndex((tile) => tile.offsetTop > (tiles[0]?.offsetTop ?? 0))
    return next === -1 ? tiles.length : next
  }
  const keys = useGalleryKeys({ rows, columns, onMove: (place) => tileAt(place)?.focus() })
  return (
    <ul ref={box} className={small ? 'gallery small' : 'gallery'} aria-label={name} {...keys.list}>
      {Array.from(rows, (row, place) => (
        <li key={row} {...keys.item(place)}>
          <Tile
            {...keys.tile(place)}
            value={values?.get(row)}
            similarity={similarity?.get(row)}
            copies={copies?.get(row)}
          />
        </li>
      ))}
    </ul>
  )
}
