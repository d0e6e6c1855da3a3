import type { HeldOutImages } from '../../core/caption/name-direction.ts'
import type { Matrix, Matrix64 } from '../../core/vectors/matrix.ts'
import type { Standardizer } from '../../core/vectors/standardize.ts'
import type { RunExamples } from '../../io/dataset/examples-file.ts'
import type { DirectionsFile } from '../../run/directions-file.ts'

/** The parts of a run that captions and groups are judged by: those of an opened run, or the same before it is finished. */
export interface RunParts {
  directions: DirectionsFile
  examples: RunExamples
  /** Unit normals, float64[m, d]. */
  normals: Matrix64
  standardizer: Standardizer
  /** Raw embeddings of some rows, in their order. */
  readRows: (rows: ArrayLike<number>) => Promise<Matrix>
}

/** Every direction of a class whose state is ok, with the class's index. */
export function foundDirections({
  directions,
  examples,
}: Pick<RunParts, 'directions' | 'examples'>) {
  return directions.classes
    .filter(({ state, directions: found }) => state === 'ok' && found.length > 0)
    .map((found) => ({ ...found, label: examples.classes.indexOf(found.class) }))
}

/** Rows of a class on a split whose prediction is known, ascending. */
export function rowsOfClass(examples: RunExamples, label: number, split: string): Int32Array {
  const { labels, predictions, splits } = examples
  return Int32Array.from(labels.keys()).filter(
    (row) => labels[row] === label && (predictions[row] ?? -1) >= 0 && splits[row] === split,
  )
}

/** 1 where the model errs, for some rows. */
export function wrongOf({ labels, predictions }: RunExamples, rows: Int32Array): Uint8Array {
  return Uint8Array.from(rows, (row) => (predictions[row] === labels[row] ? 0 : 1))
}

/** The images of a class that captions are judged by, and their rows. */
export async function heldOutImages(
  { examples, readRows }: RunParts,
  label: number,
  split: string,
): Promise<HeldOutImages & { rows: Int32Array }> {
  const rows = rowsOfClass(examples, label, split)
  return { rows, embeddings: await readRows(rows), wrong: wrongOf(examples, rows) }
}
