/** A ridge regression, open for one target after the other. Its memory is taken back by the next one. */
export interface Ridge {
  /** Mean of the rows, float64[d]. */
  mean: Float64Array
  /** λ. */
  penalty: number
  /** h_i, the share that a row has in its own fitted value, float64[n]. */
  leverage: Float64Array
  /** Fits a centred target, float64[n]. */
  fit(y: Float64Array): { weights: Float64Array; fitted: Float64Array }
  /** Q of several centred targets at once: see `leftOutValues`. */
  statistics(targets: readonly Float64Array[]): Float64Array
}

/** Targets whose statistics are computed by one product. */
export const TARGETS_AT_ONCE = 32
