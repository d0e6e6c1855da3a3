import { orderOf } from '../../core/vectors/vector.ts'
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
    const texts = await textVectors([caption])
    const [cosines = new Float64Array()] = await captionCosines(run, rows, texts)
    const order = orderOf(cosines.map((cosine) => -cosine))
    const count = Math.max(FEWEST, Math.round(SHARE * rows.length))
    near.push({ class: name, caption, rows: order.slice(0, count).map((i) => rows[i] ?? -1) })
  }
  return near
}
