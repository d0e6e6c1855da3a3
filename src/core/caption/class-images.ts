import type { Matrix } from '../vectors/matrix.ts'

/** Images of one class that propose names: those of the fit. */
export interface FitImages {
  /** Raw embeddings, float32[n, d]. */
  embeddings: Matrix
  /** How wrong the model is on each, float64[n]: the target of the fit. */
  loss: Float64Array
}

/** Images of one class that neither the direction nor the ranking of captions has seen: they test names. */
export interface HeldOutImages extends FitImages {
  /** 1 where the model errs, uint8[n]. */
  wrong: Uint8Array
}
