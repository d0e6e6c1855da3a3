import type { Matrix } from '../../core/vectors/matrix.ts'

/** To the worker. */
export interface LayoutQuestion {
  /** Principal coordinates of the embeddings, float32[n, d]. */
  coordinates: Matrix
  seed: number
}

/** From the worker. */
export type LayoutAnswer =
  | { kind: 'progress'; share: number }
  | { kind: 'done'; points: Float32Array }
