import type { FitImages, HeldOutImages } from '../../core/caption/class-images.ts'
import { errorTarget } from '../../core/direction/error-target.ts'
import { decisionValues, type Hyperplane } from '../../core/direction/hyperplane.ts'
import type { Matrix, Matrix64 } from '../../core/vectors/matrix.ts'
import type { Standardizer } from '../../core/vectors/standardize.ts'
import type { RunExamples } from '../../io/dataset/examples-file.ts'
import type { CaptionsConfig } from '../../run/config.ts'
import type { DirectionsFile } from '../../run/directions-file.ts'
import { isDefault } from './caption-list.ts'

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

/**
 * The classes that captions are listed for: all of them, in the order that files of vectors rely on; of the default
 * vocabulary, which may be large, those with a direction to name.
 */
export function listedClasses(
  { classes }: Pick<DirectionsFile, 'classes'>,
  captions: CaptionsConfig | undefined,
): string[] {
  const listed = isDefault(captions) ? classes.filter(({ state }) => state === 'ok') : classes
  return listed.map((found) => found.class)
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

/** How wrong the model is on some rows: the target of the fit. */
function lossOf(examples: RunExamples, rows: Int32Array): Float64Array {
  const correct = wrongOf(examples, rows).map((wrong) => 1 - wrong)
  const confidence = Float64Array.from(rows, (row) => examples.confidence[row] ?? Number.NaN)
  return errorTarget(correct, confidence).target
}

/** The images of a class that propose captions for a hyperplane: those that it was fitted to. */
export async function fitImages(
  { examples, readRows, standardizer }: RunParts,
  label: number,
  split: string,
): Promise<{ rows: Int32Array; imagesUnder: (plane: Hyperplane) => FitImages }> {
  const rows = rowsOfClass(examples, label, split)
  const embeddings = await readRows(rows)
  return {
    rows,
    imagesUnder: (plane) => {
      const values = decisionValues(plane, standardizer, embeddings)
      return { embeddings, hardness: values.map((value) => -value) }
    },
  }
}

/** The images of a class that captions are judged by, and their rows. */
export async function heldOutImages(
  { examples, readRows }: RunParts,
  label: number,
  split: string,
): Promise<HeldOutImages & { rows: Int32Array }> {
  const rows = rowsOfClass(examples, label, split)
  return {
    rows,
    embeddings: await readRows(rows),
    wrong: wrongOf(examples, rows),
    loss: lossOf(examples, rows),
  }
}
