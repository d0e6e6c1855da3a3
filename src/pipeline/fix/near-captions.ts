import { captionCosines, captionTargets, type RunWords } from '../interventions/caption-targets.ts'
import type { Run } from '../run-folder/open-run.ts'
import type { NearCaption } from './measures.ts'

/** Share of a class's test images that count as nearest its hard caption, and the fewest. */
const SHARE = 0.2
const FEWEST = 10

/** The test images of each class nearest the hard caption of its first direction, by cosine. */
export async function nearCaptions(
  run: Run,
  testRows: Int32Array,
  { rows: captions, textVectors }: Pick<RunWords, 'rows' | 'textVectors'>,
): Promise<NearCaption[]> {
  const near: NearCaption[] = []
  for (const { class: name, direction, hard } of captionTargets(captions, 1)) {
    const [caption] = hard
    const label = run.examples.classes.indexOf(name)
    const rows = testRows.filter((row) => run.examples.labels[row] === label)
    if (direction !== 1 || caption === undefined || rows.length === 0) continue
    const [cosines = new Float64Array()] = await captionCosines(
      run,
      rows,
      await textVectors([caption]),
    )
    const order = [...rows.keys()].sort((a, b) => (cosines[b] ?? 0) - (cosines[a] ?? 0) || a - b)
    const count = Math.max(FEWEST, Math.round(SHARE * rows.length))
    near.push({ class: name, caption, rows: order.slice(0, count).map((i) => rows[i] ?? -1) })
  }
  return near
}
