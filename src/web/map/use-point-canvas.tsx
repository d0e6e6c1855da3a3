import { useCallback, useEffect, useRef } from 'react'
import { type Camera, type Size, toScreen } from './camera.ts'
import { drawPoints, type PointLayers } from './draw-points.ts'
import type { ErrorGrid } from './error-grid.ts'

interface Picture {
  layers: PointLayers
  grid: ErrorGrid | undefined
  camera: Camera
  size: Size
}

/** A canvas that shows the picture given last, drawn once a frame at most. */
export function usePointCanvas({ layers, grid, camera, size }: Picture) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const latest = useRef<Picture>({ layers, grid, camera, size })
  latest.current = { layers, grid, camera, size }
  const frame = useRef(0)
  const kept = useRef<ImageData>(undefined)
  const draw = useCallback(() => {
    frame.current = 0
    const element = canvas.current
    const context = element?.getContext('2d')
    const { layers, grid, camera, size } = latest.current
    if (!element || !context || size.width === 0) return
    const ratio = devicePixelRatio
    const width = Math.round(size.width * ratio)
    const height = Math.round(size.height * ratio)
    if (element.width !== width || element.height !== height) {
      element.width = width
      element.height = height
    }
    if (kept.current?.width !== width || kept.current.height !== height) {
      kept.current = context.createImageData(width, height)
    }
    const image = kept.current
    const pixels = new Uint32Array(image.data.buffer)
    pixels.fill(0)
    drawPoints(pixels, width, layers, camera, size, ratio)
    context.putImageData(image, 0, 0)
    if (grid) drawGrid(context, grid, camera, size, ratio)
    element.dataset['drawn'] = String(layers.colours.length)
  }, [])
  useEffect(() => {
    if (layers && camera && size) frame.current ||= requestAnimationFrame(draw)
  }, [draw, layers, grid, camera, size])
  useEffect(() => () => cancelAnimationFrame(frame.current), [])
  return <canvas ref={canvas} />
}

/** Squares above the points, redder the more the model errs there. */
function drawGrid(
  context: CanvasRenderingContext2D,
  { side, squares, overall }: ErrorGrid,
  camera: Camera,
  size: Size,
  ratio: number,
): void {
  const length = side * camera.scale * ratio
  const highest = Math.max(overall * 3, 0.3, 1e-6)
  for (const { x, y, rate } of squares) {
    const corner = toScreen(camera, size, x, y + side)
    const [left, top] = [corner.x * ratio, corner.y * ratio]
    if (left + length < 0 || top + length < 0) continue
    if (left > context.canvas.width || top > context.canvas.height) continue
    const strength = Math.min(1, Math.max(0, rate - overall) / highest)
    context.fillStyle = `rgb(214 69 0 / ${(0.06 + 0.72 * strength).toFixed(3)})`
    if (strength > 0.02) context.fillRect(left, top, length + 0.5, length + 0.5)
  }
}
