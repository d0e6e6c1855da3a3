import type { Matrix } from '../vectors/matrix.ts'

/** Images of one class that the direction was fitted to: they propose names. */
export interface FitImages {
  /** Raw embeddings, float32[n, d]. */
  embeddings: Matrix
  /** Fitted hardness of each, float64[n]: minus the decision value. */
  hardness: Float64Array
}

/** Images of one class that neither the direction nor the ranking of captions has seen: they test names. */
export interface HeldOutImages {
  /** Raw embeddings, float32[n, d]. */
  embeddings: Matrix
  /** 1 where the model errs, uint8[n]. */
  wrong: Uint8Array
  /** How wrong the model is on each, float64[n]: the target of the fit. */
  loss: Float64Array
}
