import type { Matrix } from '../../core/vectors/matrix.ts'

/** Rows of one half of a setting: a two-class problem. */
export interface SettingRows {
  x: Matrix
  /** 1 = the target, 0 = the rest, int32[n]. */
  labels: Int32Array
  predictions: Int32Array
  /** Model's probability of the true label, float64[n]. */
  confidence: Float64Array
}

/** A group of images on which the model fails more, and that a method is to find. */
export interface TrueSlice {
  name: string
  /** What it can be called; none for what is not there. */
  words: readonly string[]
  /** Label of its rows. */
  label: 0 | 1
  /** uint8[n] over the rows of each half. */
  fit: Uint8Array
  test: Uint8Array
}

export const SETTING_KINDS = ['rare', 'correlation', 'noisy label', 'blind spots', 'real'] as const
export type SettingKind = (typeof SETTING_KINDS)[number]

/** One problem of the benchmark: what a method may see, and what it is to find. */
export interface Setting {
  /** Unique; also names its random numbers. */
  name: string
  kind: SettingKind
  /** Nothing is hidden: the model fails inside the slices as outside. */
  isNull: boolean
  /** Rows of the target class to fit on. */
  size: number
  strength: number
  fit: SettingRows
  test: SettingRows
  slices: readonly TrueSlice[]
}

/** What a method says of a setting. */
export interface MethodResult {
  /** High = hard, float64[n] over the test rows. */
  score: Float64Array
  /** Up to k slices, each a score a test row, most suspicious first. */
  slices: readonly Float64Array[]
  /** Significance of each label's failure, [rest, target]; NaN or undefined = not tested. */
  q?: readonly [number, number]
  /** How well words say what is hard in a label, float64[words]. @default how well they go with the score over the test rows */
  names?: (label: 0 | 1, words: Matrix) => Float64Array
}

/** A way to find slices. The slices of the setting are there for the ceiling alone. */
export interface Method {
  name: string
  run: (setting: Setting) => MethodResult | Promise<MethodResult>
}
