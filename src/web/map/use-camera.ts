import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { change, usePlace } from '../state/navigation.ts'
import { param } from '../state/place.ts'
import type { Camera, Size } from './camera.ts'

/** Milliseconds after the last move until the address takes it over: browsers let no page change it with every picture. */
const REST = 300

interface CameraState {
  view: Camera
  /** The same, for what happens between two pictures. */
  latest: RefObject<Camera>
  /** undefined: to the whole of the map. */
  moveTo: (camera: Camera | undefined) => void
}

/** What part of the map is in sight: as the address says, and ahead of it while the map is moved. */
export function useCamera(size: Size, whole: Camera): CameraState {
  const at = param(usePlace(), 'at')
  const kept = useMemo(() => readCamera(at, size), [at, size])
  const [moving, setMoving] = useState<Camera>()
  const view = moving ?? kept ?? whole
  const latest = useRef(view)
  latest.current = view
  const moveTo = useCallback((camera: Camera | undefined) => {
    if (camera) latest.current = camera
    else change({ at: undefined }, { replace: true })
    setMoving(camera)
  }, [])
  useEffect(() => {
    if (!moving) return
    const timer = setTimeout(() => {
      change({ at: formatCamera(moving, size) }, { replace: true })
      setMoving(undefined)
    }, REST)
    return () => clearTimeout(timer)
  }, [moving, size])
  return { view, latest, moveTo }
}

/** As `x,y,zoom`; the zoom by the shorter side, so that a link shows the same on a screen of another size. */
function formatCamera({ x, y, scale }: Camera, { width, height }: Size): string {
  const zoom = scale / Math.max(1, Math.min(width, height))
  return [x, y, zoom].map((value) => Number(value.toPrecision(6))).join(',')
}

function readCamera(text: string | undefined, { width, height }: Size): Camera | undefined {
  const [x = Number.NaN, y = Number.NaN, zoom = Number.NaN] = (text ?? '').split(',').map(Number)
  if (!Number.isFinite(x) || !Number.isFinite(y) || !(zoom > 0.01 && zoom < 1e4)) return undefined
  return { x, y, scale: zoom * Math.max(1, Math.min(width, height)) }
}
