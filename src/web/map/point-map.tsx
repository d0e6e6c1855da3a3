import {
  type KeyboardEvent,
  type PointerEvent,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { Thumbnail, useImageWords } from '../gallery/thumbnail.tsx'
import { useSize } from '../parts/use-size.ts'
import { oneLine } from '../words/format.ts'
import {
  type Camera,
  type Extent,
  nearestPoint,
  toMap,
  toScreen,
  wholeMap,
  zoomed,
} from './camera.ts'
import { type ClusterLabel, placeLabels, widthOf } from './cluster-labels.ts'
import type { PointLayers } from './draw-points.ts'
import type { ErrorGrid } from './error-grid.ts'
import { pointsInside } from './points-inside.ts'
import { useCamera } from './use-camera.ts'
import { usePointCanvas } from './use-point-canvas.tsx'

/** Pixels of the screen for each label: with more of them, points cannot be seen any more. */
const ROOM = 20_000

interface PointMapProps {
  points: Float32Array
  extent: Extent
  layers: PointLayers
  grid: ErrorGrid | undefined
  labels: readonly ClusterLabel[]
  selection: Int32Array
  /** 1 = passes the filters: only these can be pointed at and lassoed. */
  shown: Uint8Array
  /** Dragging draws a lasso instead of moving the map. */
  lasso: boolean
  onSelect: (rows: Iterable<number>) => void
  onOpen: (row: number) => void
  onLasso: () => void
}

/** A drag under way. Kept aside from the state: several moves may come before the next picture. */
interface Drag {
  /** Where it began, in pixels, and what was in sight then. */
  at: { x: number; y: number }
  camera: Camera
  /** Corners so far, x and y in turn. */
  line: number[]
  moved: boolean
}

/** The points, to be moved, zoomed, pointed at and lassoed. */
export function PointMap({
  points,
  extent,
  layers,
  grid,
  labels,
  selection,
  shown,
  lasso,
  onSelect,
  onOpen,
  onLasso,
}: PointMapProps) {
  const box = useRef<HTMLDivElement>(null)
  const size = useSize(box)
  const words = useImageWords()
  const [outline, setOutline] = useState<readonly number[]>([])
  const [hover, setHover] = useState(-1)
  const drag = useRef<Drag>(undefined)
  const whole = useMemo(() => wholeMap(size, extent), [size, extent])
  const { view, latest, moveTo } = useCamera(size, whole)
  const canvas = usePointCanvas({ layers, grid, camera: view, size })
  const zoomBy = useCallback(
    (factor: number, x = size.width / 2, y = size.height / 2) =>
      moveTo(zoomed(latest.current, size, factor, x, y)),
    [size, latest, moveTo],
  )
  useWheel(box, zoomBy)
  const place = (event: PointerEvent) => {
    const { left, top } = event.currentTarget.getBoundingClientRect()
    return { x: event.clientX - left, y: event.clientY - top }
  }
  const onPointerDown = (event: PointerEvent) => {
    event.currentTarget.setPointerCapture(event.pointerId)
    const at = place(event)
    drag.current = { at, camera: view, line: [at.x, at.y], moved: false }
  }
  const onPointerMove = (event: PointerEvent) => {
    const at = place(event)
    const from = drag.current
    if (!from) {
      setHover(nearestPoint(points, view, size, at, 12, shown))
      return
    }
    const [dx, dy] = [at.x - from.at.x, at.y - from.at.y]
    if (Math.hypot(dx, dy) < 3 && !from.moved) return
    from.moved = true
    setHover(-1)
    if (lasso) {
      from.line.push(at.x, at.y)
      setOutline([...from.line])
    } else {
      const { x, y, scale } = from.camera
      moveTo({ x: x - dx / scale, y: y + dy / scale, scale })
    }
  }
  const onPointerUp = (event: PointerEvent) => {
    const from = drag.current
    drag.current = undefined
    setOutline([])
    if (lasso && from?.moved) selectInside(onMap(from.line), event)
    else if (!from?.moved) {
      const row = nearestPoint(points, view, size, place(event), 12, shown)
      if (row >= 0) onOpen(row)
    }
  }
  const onMap = (line: readonly number[]) =>
    line.flatMap((x, i) => {
      if (i % 2 === 1) return []
      const point = toMap(view, size, x, line[i + 1] ?? 0)
      return [point.x, point.y]
    })
  const onKeyDown = (event: KeyboardEvent) => {
    const step = 60 / view.scale
    const moves: Record<string, Partial<Camera>> = {
      ArrowLeft: { x: view.x - step },
      ArrowRight: { x: view.x + step },
      ArrowUp: { y: view.y + step },
      ArrowDown: { y: view.y - step },
    }
    const move = moves[event.key]
    if (move) moveTo({ ...view, ...move })
    else if (event.key === '+' || event.key === '=') zoomBy(1.4)
    else if (event.key === '-') zoomBy(1 / 1.4)
    else if (event.key === '0') moveTo(undefined)
    else if (event.key === 'l') onLasso()
    else return
    event.preventDefault()
  }
  /** With Shift held added to the selection, with Alt taken away from it. */
  const selectInside = (outline: number[], keys: { shiftKey: boolean; altKey: boolean }) => {
    const inside = pointsInside(points, outline).filter((row) => shown[row] === 1)
    const next = new Set(keys.shiftKey || keys.altKey ? selection : [])
    for (const row of inside) {
      if (keys.altKey) next.delete(row)
      else next.add(row)
    }
    onSelect(next)
  }
  const selectInSight = (keys: { shiftKey: boolean; altKey: boolean }) => {
    const [a, b] = [toMap(view, size, 0, 0), toMap(view, size, size.width, size.height)]
    selectInside([a.x, a.y, b.x, a.y, b.x, b.y, a.x, b.y], keys)
  }
  const placed = placeLabels(
    labels.flatMap((label) => {
      const { x: left, y: top } = toScreen(view, size, label.x, label.y)
      const inside = left > 0 && top > 10 && left < size.width && top < size.height - 10
      if (!inside) return []
      const half = widthOf(label.text) / 2
      return [{ ...label, top, left: Math.max(half, Math.min(size.width - half, left)) }]
    }),
    (size.width * size.height) / ROOM,
  )
  const tip = hover >= 0 && toScreen(view, size, points[hover * 2] ?? 0, points[hover * 2 + 1] ?? 0)
  return (
    <div className="point-map">
      <div
        ref={box}
        className="map-box"
        data-lasso={lasso || undefined}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: moved and zoomed by keys
        tabIndex={0}
        role="application"
        aria-label="Map of all images. Arrow keys move it, plus and minus zoom, 0 shows all. What is shown beside it can be gone through by keyboard."
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerLeave={() => setHover(-1)}
        onKeyDown={onKeyDown}
      >
        {canvas}
        {placed.map(({ text, kind, left, top }) => (
          <span
            key={`${kind} ${text}`}
            className={`map-label map-label-${kind}`}
            style={{ left, top }}
            aria-hidden="true"
          >
            {oneLine(text)}
          </span>
        ))}
        {outline.length > 2 && (
          <svg className="lasso" aria-hidden="true">
            <polygon points={outline.join(' ')} />
          </svg>
        )}
        {tip && (
          <div
            className="map-tip"
            style={{
              left: Math.min(tip.x + 12, size.width - 150),
              top: Math.min(tip.y + 12, size.height - 170),
            }}
          >
            <Thumbnail row={hover} />
            <span>{words(hover)}</span>
          </div>
        )}
      </div>
      <div className="map-buttons">
        <button type="button" onClick={() => zoomBy(1.4)} aria-label="Closer">
          +
        </button>
        <button type="button" onClick={() => zoomBy(1 / 1.4)} aria-label="Further">
          −
        </button>
        <button type="button" onClick={() => moveTo(undefined)}>
          All
        </button>
        <button type="button" onClick={selectInSight}>
          Select what is in sight
        </button>
        {lasso && <span className="note">with Shift: add; with Alt: take away</span>}
      </div>
    </div>
  )
}

/** Wheel events that do not scroll the page, which React's own cannot be. */
function useWheel(
  ref: { current: HTMLElement | null },
  zoomBy: (factor: number, x: number, y: number) => void,
): void {
  useEffect(() => {
    const box = ref.current
    const onWheel = (event: WheelEvent) => {
      event.preventDefault()
      const { left, top } = (event.currentTarget as HTMLElement).getBoundingClientRect()
      zoomBy(1.0015 ** -event.deltaY, event.clientX - left, event.clientY - top)
    }
    box?.addEventListener('wheel', onWheel, { passive: false })
    return () => box?.removeEventListener('wheel', onWheel)
  }, [ref, zoomBy])
}
