import { type ClassFit, type FitOptions, fitClass } from '../../core/direction/fit-class.ts'
import { type Standardizer, standardizedRows } from '../../core/vectors/standardize.ts'
import { openNpyRows } from '../../io/vectors/npy-rows.ts'

/** A class to fit, as plain data that can be posted to a worker; its vectors stay on the disk. */
export interface FitTask {
  class: string
  /** Rows of the embeddings, ascending. */
  rows: Int32Array
  /** 1 where the model was right, uint8[rows.length]. */
  correct: Uint8Array
  /** Rows of one group never part between folds, int[rows.length]. */
  groups: Int32Array | undefined
}

/** What all classes of a run have in common. */
export interface FitSetting {
  /** `embeddings.npy`. */
  embeddings: string
  standardizer: Standardizer
  options: FitOptions
}

/** Reads the vectors of one class and fits its directions. */
export async function fitOneClass(
  { embeddings, standardizer, options }: FitSetting,
  { class: name, rows, correct, groups }: FitTask,
): Promise<ClassFit> {
  const reader = await openNpyRows(embeddings)
  try {
    const x = { data: await reader.readRowList(rows), rows: rows.length, cols: reader.cols }
    const z = standardizedRows(x, standardizer)
    return fitClass({ class: name, z, correct, groups }, options)
  } finally {
    await reader.close()
  }
}
