import { type ClassFit, type FitOptions, fitClass } from '../../core/direction/fit-class.ts'
import type { Standardizer } from '../../core/vectors/standardize.ts'
import type { RowReader } from '../../io/vectors/row-reader.ts'
import { matrixOf } from '../run-folder/run-embeddings.ts'

/** A class to fit, as plain data that can be posted to a worker; its vectors stay on the disk. */
export interface FitTask {
  class: string
  /** Rows of the embeddings, ascending. */
  rows: Int32Array
  /** 1 where the model was right, uint8[rows.length]. */
  correct: Uint8Array
  /** Model's probability of the true label, float64[rows.length], NaN = unknown. */
  confidence: Float64Array
  /** Rows of one group share a fate, int[rows.length]. */
  groups: Int32Array | undefined
}

/** What all classes of a run have in common. */
export interface FitSetting {
  /** `embeddings.npy`. */
  embeddings: string
  standardizer: Standardizer
  options: FitOptions
}

/** A class to fit with at most so many permutations. */
export interface FitRequest {
  /** Of the class. */
  number: number
  task: FitTask
  permutations: number
}

/** Reads the vectors of one class after the other and fits their directions. */
export async function fitSome(
  reader: Pick<RowReader, 'readRowList' | 'cols'>,
  { standardizer, options }: Pick<FitSetting, 'standardizer' | 'options'>,
  requests: readonly FitRequest[],
): Promise<ClassFit[]> {
  const fits: ClassFit[] = []
  for (const { task, permutations } of requests) {
    const { rows, ...facts } = task
    const x = await matrixOf(reader, rows)
    fits.push(fitClass(standardizer, { ...facts, x }, { ...options, permutations }))
  }
  return fits
}

/** Bytes that fitting a class takes at most. */
export function fitBytes(
  { options, standardizer }: FitSetting,
  { rows }: Pick<FitTask, 'rows'>,
): number {
  const n = rows.length
  const d = standardizer.mean.length
  if (options.profile === 'faithful') return 20 * n * d + Math.min(6 * n * n, 2 ** 30)
  return 12 * n * d + (n > d ? 16 * d * d + 512 * n : 24 * n * n)
}
