import { join } from 'node:path'
import { decisionValues, hyperplaneOf } from '../../core/direction/hyperplane.ts'
import type { Matrix } from '../../core/vectors/matrix.ts'
import { nearDuplicates } from '../../core/vectors/near-duplicates.ts'
import { nearestRows } from '../../core/vectors/nearest-rows.ts'
import { principalComponents, projectRows } from '../../core/vectors/principal-components.ts'
import { randomSource, shuffled } from '../../core/vectors/random.ts'
import { standardizedRows } from '../../core/vectors/standardize.ts'
import { unitRows } from '../../core/vectors/unit-rows.ts'
import { unit } from '../../core/vectors/vector.ts'
import { openNpyRows } from '../../io/vectors/npy-rows.ts'
import type { RowReader } from '../../io/vectors/row-reader.ts'
import type { NearPair, NearRow } from '../../run/explorer.ts'
import { RUN_FILES } from '../../run/files.ts'
import type { Run } from '../run-folder/open-run.ts'

const BLOCK = 4096
/** Images at each end of a direction that are looked at for copies. */
const SHOWN = 60
const AXES = 24
const SAMPLE = 2000

const embeddingsOf = (run: Run) => openNpyRows(join(run.folder, RUN_FILES.embeddings))

async function withEmbeddings<T>(run: Run, work: (rows: RowReader) => Promise<T>): Promise<T> {
  const reader = await embeddingsOf(run)
  try {
    return await work(reader)
  } finally {
    await reader.close()
  }
}

async function matrixOf(reader: RowReader, rows: ArrayLike<number>): Promise<Matrix> {
  return { data: await reader.readRowList(rows), rows: rows.length, cols: reader.cols }
}

/** All embeddings, a block of rows at a time. */
async function* blocksOf(reader: RowReader): AsyncGenerator<{ start: number; block: Matrix }> {
  for (let start = 0; start < reader.rows; start += BLOCK) {
    const rows = Math.min(BLOCK, reader.rows - start)
    yield { start, block: { data: await reader.readRows(start, rows), rows, cols: reader.cols } }
  }
}

/**
 * The examples whose embeddings have the greatest cosine with a vector, nearest first. Streams the file.
 *
 * @param vector - float[d] of any length.
 */
export function nearestExamples(
  run: Run,
  vector: ArrayLike<number>,
  count: number,
): Promise<NearRow[]> {
  return withEmbeddings(run, async (reader) => {
    let best: NearRow[] = []
    for await (const { start, block } of blocksOf(reader)) {
      const { rows, products } = nearestRows(unitRows(block), unit(vector), count)
      const found = Array.from(rows, (row, i) => ({
        row: start + row,
        similarity: products[i] as number,
      }))
      best = [...best, ...found].sort((a, b) => b.similarity - a.similarity).slice(0, count)
    }
    return best
  })
}

/** The examples nearest to an example, itself left out. */
export async function nearestToExample(run: Run, row: number, count: number): Promise<NearRow[]> {
  const vector = await withEmbeddings(run, (reader) => reader.readRows(row, 1))
  const found = await nearestExamples(run, vector, count + 1)
  return found.filter((near) => near.row !== row).slice(0, count)
}

/** Rows of a class, ascending. */
export function rowsOfClass(run: Run, className: string): Int32Array {
  const label = run.examples.classes.indexOf(className)
  const rows: number[] = []
  run.examples.labels.forEach((found, row) => {
    if (found === label && label >= 0) rows.push(row)
  })
  return Int32Array.from(rows)
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

/** The embeddings on the first principal axes of their standardized form, for a map. */
export async function mapCoordinates(run: Run): Promise<Matrix> {
  return withEmbeddings(run, async (reader) => {
    const all = Int32Array.from({ length: reader.rows }, (_, row) => row)
    const random = randomSource(run.manifest.config.seed, 'map-axes')
    const sample = shuffled(all, random).slice(0, SAMPLE).sort()
    const standardize = (block: Matrix): Matrix => {
      const { data, rows, cols } = standardizedRows(block, run.standardizer)
      return { data: Float32Array.from(data), rows, cols }
    }
    const components = principalComponents(standardize(await matrixOf(reader, sample)), AXES)
    const cols = components.axes.rows
    const data = new Float32Array(reader.rows * cols)
    for await (const { start, block } of blocksOf(reader)) {
      const rows = all.subarray(0, block.rows)
      data.set(projectRows(components, standardize(block), rows).data, start * cols)
    }
    return { data, rows: reader.rows, cols }
  })
}
