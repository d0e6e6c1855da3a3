import { useEffect, useState } from 'react'
import type { DataSource } from '../data/data-source.ts'
import type { Run } from '../data/load-run.ts'
import type { LayoutAnswer, LayoutQuestion } from './layout-messages.ts'

export type Layout =
  | { kind: 'waiting'; share: number }
  | { kind: 'ready'; points: Float32Array }
  | { kind: 'none'; reason: string }

/** A layout takes seconds: once made, it is kept as long as the page is open. */
const made = new WeakMap<DataSource, Layout>()

/** The map of a run: the one it brings along, else one made here in a worker. */
export function useLayout({ source, manifest, examples }: Run): Layout {
  const [layout, setLayout] = useState<Layout>(made.get(source) ?? { kind: 'waiting', share: 0 })
  useEffect(() => {
    if (made.has(source)) return
    let current = true
    let worker: Worker | undefined
    const finish = (found: Layout) => {
      made.set(source, found)
      if (current) setLayout(found)
    }
    const fail = (reason: string) => current && setLayout({ kind: 'none', reason })
    const start = async () => {
      const points = await source.map()
      if (points) return finish({ kind: 'ready', points })
      const coordinates = await source.coordinates()
      if (!current) return
      if (!coordinates) return finish({ kind: 'none', reason: 'This run holds no embeddings.' })
      if (coordinates.rows !== examples.count) {
        return finish({
          kind: 'none',
          reason: 'Embeddings and examples of this run differ in number.',
        })
      }
      worker = new Worker(new URL('./map-worker.ts', import.meta.url), { type: 'module' })
      worker.onerror = ({ message }) => fail(`The map could not be made: ${message}`)
      worker.onmessage = ({ data }: MessageEvent<LayoutAnswer>) => {
        if (data.kind === 'progress') setLayout({ kind: 'waiting', share: data.share })
        else finish({ kind: 'ready', points: data.points })
      }
      const question: LayoutQuestion = { coordinates, seed: manifest.config.seed }
      worker.postMessage(question, [coordinates.data.buffer])
    }
    start().catch((error: Error) => fail(`The map could not be made: ${error.message}`))
    return () => {
      current = false
      worker?.terminate()
    }
  }, [source, manifest, examples])
  return layout
}
