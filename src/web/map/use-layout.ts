import { useEffect, useState } from 'react'
import { RUN_FILES } from '../../run/files.ts'
import { mapFileSchema } from '../../run/map-file.ts'
import type { DataSource } from '../data/data-source.ts'
import type { Run } from '../data/load-run.ts'
import { parseNpyFloats } from '../data/npy.ts'

export type Layout =
  | { kind: 'waiting' }
  /** `how`: which points these are, for the reader. */
  | { kind: 'ready'; points: Float32Array; how: string }
  | { kind: 'none'; reason: string }

/** What was read once is kept as long as the page is open. */
const read = new WeakMap<DataSource, Layout>()

/** The map of a run: the principal axes as soon as they are there, then the layout in their place. */
export function useLayout({ source, facts, examples }: Run): Layout {
  const [layout, setLayout] = useState<Layout>(read.get(source) ?? { kind: 'waiting' })
  useEffect(() => {
    if (read.has(source)) return
    let current = true
    const finish = (found: Layout, final: boolean) => {
      if (final) read.set(source, found)
      if (current) setLayout(found)
    }
    const points = async (name: string) => {
      const bytes = facts.files.includes(name) ? await source.file(name) : undefined
      const found = bytes && parseNpyFloats(bytes)
      return found && found.length === examples.count * 2 ? found : undefined
    }
    const start = async () => {
      const axes = points(RUN_FILES.mapAxes).catch(() => undefined)
      const map = points(RUN_FILES.map)
      const first = await Promise.race([axes, map])
      if (first && first === (await axes)) {
        finish(
          { kind: 'ready', points: first, how: 'on the first two principal axes for now' },
          false,
        )
      }
      const laid = await map
      if (!laid) {
        const reason =
          'This run has no map that fits its images. “faultline run” on its folder makes one.'
        return finish({ kind: 'none', reason }, true)
      }
      finish({ kind: 'ready', points: laid, how: await placing(source, facts.files) }, true)
    }
    start().catch((error: Error) =>
      finish({ kind: 'none', reason: `The map could not be read: ${error.message}` }, true),
    )
    return () => {
      current = false
    }
  }, [source, facts, examples])
  return layout
}

/** How many points were laid out, and how the others were placed. */
async function placing(source: DataSource, files: readonly string[]): Promise<string> {
  const bytes = files.includes(RUN_FILES.mapReport) && (await source.file(RUN_FILES.mapReport))
  const found = bytes
    ? mapFileSchema.safeParse(JSON.parse(new TextDecoder().decode(bytes)))
    : undefined
  if (!found?.success) return ''
  const { examples, laidOut } = found.data
  if (laidOut >= examples) return 'all laid out by UMAP'
  const [some, rest] = [laidOut, examples - laidOut].map((n) => n.toLocaleString('en'))
  return `${some} laid out by UMAP, the other ${rest} each put beside its three nearest of these`
}
