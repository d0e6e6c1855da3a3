import { toScreen } from './camera.ts'
import { greyOf, type PointData, type PointRenderer, pointSize } from './point-renderer.ts'

/** The same points drawn one by one, for browsers without WebGL. */
export function canvasRenderer(canvas: HTMLCanvasElement): PointRenderer {
  const context = canvas.getContext('2d')
  let data: PointData | undefined
  return {
    kind: 'canvas',
    setData: (next) => {
      data = next
    },
    draw: (camera, size, dark) => {
      const ratio = devicePixelRatio
      canvas.width = Math.round(size.width * ratio)
      canvas.height = Math.round(size.height * ratio)
      if (!context || !data) return
      const { points, rgb, selected, anySelected } = data
      const side = pointSize(points.length / 2, camera, size)
      const grey = `rgb(${greyOf(dark).join(' ')})`
      context.scale(ratio, ratio)
      context.globalAlpha = 0.85
      for (const front of anySelected ? [0, 1] : [-1]) {
        for (let row = 0; row * 2 < points.length; row++) {
          if (front >= 0 && selected[row] !== front) continue
          const { x, y } = toScreen(camera, size, points[row * 2] ?? 0, points[row * 2 + 1] ?? 0)
          if (x < -side || y < -side || x > size.width + side || y > size.height + side) continue
          context.fillStyle =
            front === 0 ? grey : `rgb(${rgb[row * 3]} ${rgb[row * 3 + 1]} ${rgb[row * 3 + 2]})`
          const drawn = front === 1 ? side * 1.5 : side
          context.fillRect(x - drawn / 2, y - drawn / 2, drawn, drawn)
        }
      }
    },
    destroy: () => {
      data = undefined
    },
  }
}
