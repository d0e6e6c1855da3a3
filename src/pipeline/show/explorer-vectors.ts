import { decisionValues, hyperplaneOf } from '../../core/direction/hyperplane.ts'
import { cosinesWith } from '../../core/vectors/count-nearest.ts'
import { nearDuplicates } from '../../core/vectors/near-duplicates.ts'
import type { NearPair, NearRow } from '../../run/explorer.ts'
import type { Run } from '../run-folder/open-run.ts'
import { blocksOf, matrixOf, withEmbeddings } from '../run-folder/run-embeddings.ts'

/** Images at each end of a direction that are looked at for copies. */
const SHOWN = 60

/** Cosine of every example's embedding with a vector, in row order. Streams the file. @param vector - float[d] of any length. */
export function similarities(
  run: Pick<Run, 'folder'>,
  vector: ArrayLike<number>,
  signal?: AbortSignal,
): Promise<Float32Array> {
  return withEmbeddings(run, async (reader) => {
    const out = new Float32Array(reader.rows)
    for await (const { start, block } of blocksOf(reader)) {
      signal?.throwIfAborted()
      out.set(cosinesWith(block, vector), start)
    }
    return out
  })
}

/** The examples whose embeddings have the greatest cosine with a vector, nearest first. */
export async function nearestExamples(
  run: Pick<Run, 'folder'>,
  vector: ArrayLike<number>,
  count: number,
  signal?: AbortSignal,
): Promise<NearRow[]> {
  return greatest(await similarities(run, vector, signal), count)
}

function greatest(values: Float32Array, count: number): NearRow[] {
  const best: NearRow[] = []
  for (let row = 0; row < values.length; row++) {
    const similarity = values[row] as number
    const last = best.at(-1)
    if (best.length === count && last && similarity <= last.similarity) continue
    let place = best.length
    while (place > 0 && (best[place - 1] as NearRow).similarity < similarity) place--
    best.splice(place, 0, { row, similarity })
    if (best.length > count) best.pop()
  }
  return best
}

/** The examples nearest to an example, itself left out. */
export async function nearestToExample(
  run: Pick<Run, 'folder'>,
  row: number,
  count: number,
  signal?: AbortSignal,
): Promise<NearRow[]> {
  const vector = await withEmbeddings(run, (reader) => reader.readRows(row, 1))
  const found = await nearestExamples(run, vector, count + 1, signal)
  return found.filter((near) => near.row !== row).slice(0, count)
}

/** Rows of a class, ascending. */
export function rowsOfClass(run: Run, className: string): Int32Array {
  const label = run.examples.classes.indexOf(className)
  const { labels } = run.examples
  return Int32Array.from(labels.keys()).filter((row) => label >= 0 && labels[row] === label)
}

/** Near-copies among the hardest and easiest held-out images of a class and all its images. */
export async function classDuplicates(run: Run, className: string): Promise<NearPair[]> {
  const rows = rowsOfClass(run, className)
  const { decisionValues, splits } = run.examples
  const heldOut = run.manifest.config.method.heldOutSplit
  const order = [...rows.keys()]
    .filter((i) => splits[rows[i] as number] === heldOut)
    .toSorted(
      (a, b) =>
        (decisionValues[rows[a] as number] as number) -
        (decisionValues[rows[b] as number] as number),
    )
  const asked = [...new Set([...order.slice(0, SHOWN), ...order.slice(-SHOWN)])]
  const x = await withEmbeddings(run, (reader) => matrixOf(reader, rows))
  return nearDuplicates(x, asked).map(({ rows: [a, b], similarity }) => ({
    rows: [rows[a] as number, rows[b] as number],
    similarity,
  }))
}

/** Decision values of any direction for all examples of its class, float32, in row order. */
export async function directionValues(run: Run, normalRow: number): Promise<Float32Array> {
  const found = run.directions.classes
    .flatMap(({ class: name, directions }) => directions.map((direction) => ({ name, direction })))
    .find(({ direction }) => direction.row === normalRow)
  if (!found) return new Float32Array()
  const x = await withEmbeddings(run, (reader) => matrixOf(reader, rowsOfClass(run, found.name)))
  const plane = hyperplaneOf(run.normals, found.direction)
  return Float32Array.from(decisionValues(plane, run.standardizer, x))
}
