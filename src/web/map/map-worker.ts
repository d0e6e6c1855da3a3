import { mapLayout } from '../../core/vectors/map-layout.ts'
import type { LayoutAnswer, LayoutQuestion } from './layout-messages.ts'

const post = (answer: LayoutAnswer, transfer: Transferable[] = []) =>
  self.postMessage(answer, { transfer })

/** No more often than the eye sees. */
const STEP = 0.01

self.addEventListener('message', ({ data }: MessageEvent<LayoutQuestion>) => {
  let told = 0
  const points = mapLayout(data.coordinates, data.seed, (done, total) => {
    if (done / total - told < STEP) return
    told = done / total
    post({ kind: 'progress', share: told })
  })
  post({ kind: 'done', points }, [points.buffer])
})
