import type { HeldOutImages } from '../../core/caption/class-images.ts'
import { errorTarget } from '../../core/direction/error-target.ts'
import { decisionValues, hyperplaneOf } from '../../core/direction/hyperplane.ts'
import { type Matrix, type Matrix64, matrixRow, takeRows } from '../../core/vectors/matrix.ts'
import { allRows, unitRowSource } from '../../core/vectors/row-source.ts'
import type { Standardizer } from '../../core/vectors/standardize.ts'
import type { RunExamples } from '../../io/dataset/examples-file.ts'
import type { CaptionsConfig } from '../../run/config.ts'
import type { DirectionsFile } from '../../run/directions-file.ts'
import { modeNumbers } from '../run-folder/score-model.ts'
import { isDefault } from './caption-list.ts'

/** Classes without a significant failure that the default vocabulary is encoded for. */
const UNPROVEN = 12

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

/** Those that directions and their modes are named by. */
export interface NamingParts extends RunParts {
  /** Centre of a mode by its row of `modes.npy`, float64[d]. */
  centreOf: (row: number) => Float64Array
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
 * The same images without those that the class's direction flags for another mode than this one: what is left to name is the
 * mode. Asked of the direction itself, for the flags and modes of a run may be those of the predicted class.
 */
export function withoutOtherModes(
  { normals, standardizer, centreOf }: Pick<NamingParts, 'normals' | 'standardizer' | 'centreOf'>,
  { directions: [direction], modes }: DirectionsFile['classes'][number],
  { rows, embeddings, wrong, loss }: RowImages,
  mode: number,
): RowImages {
  const values =
    direction && decisionValues(hyperplaneOf(normals, direction), standardizer, embeddings)
  const isFlagged = (place: number) => (values?.[place] ?? 1) <= 0
  const unit = allRows(unitRowSource(embeddings, standardizer))
  const numberOf = modeNumbers(modes, centreOf)
  const kept = Int32Array.from(rows.keys()).filter(
    (place) => !isFlagged(place) || numberOf(matrixRow(unit, place)) === mode,
  )
  return {
    rows: kept.map((place) => rows[place] ?? 0),
    embeddings: takeRows(embeddings, kept),
    wrong: Uint8Array.from(kept, (place) => wrong[place] ?? 0),
    loss: Float64Array.from(kept, (place) => loss[place] ?? 0),
  }
}

/**
 * The classes that captions are listed for: all of them, in the order that files of vectors rely on; of the default
 * vocabulary, which is large, those with a direction to name, and up to twelve of those whose failure is not significant.
 */
export function listedClasses(
  { classes }: Pick<DirectionsFile, 'classes'>,
  captions: CaptionsConfig | undefined,
): string[] {
  const unproven = classes.filter(({ state }) => state === 'not-significant').slice(0, UNPROVEN)
  const listed = isDefault(captions)
    ? classes.filter((found) => found.state === 'ok' || unproven.includes(found))
    : classes
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

/** Images of one class, and which rows of the run they are. */
export type RowImages = HeldOutImages & { rows: Int32Array }

/** The images of a class on a split: those of the fit propose captions, held-out ones judge them. */
export async function classImages(
  { examples, readRows }: RunParts,
  label: number,
  split: string,
): Promise<RowImages> {
  const rows = rowsOfClass(examples, label, split)
  return {
    rows,
    embeddings: await readRows(rows),
    wrong: wrongOf(examples, rows),
    loss: lossOf(examples, rows),
  }
}
