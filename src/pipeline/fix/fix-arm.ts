import type { FixArm } from '../../run/fix-config.ts'

/** One way of training, for all seeds. */
export interface Arm {
  name: FixArm
  about: string
  /** Pool rows to add to the training split. */
  extraRows: (seed: number) => Int32Array
  /** Loss weight of each example in dataset order, -1 = not trained on; pool rows that are added have 1. */
  weights: Float64Array
}

/** One training: what a trainer is given. */
export interface Training {
  arm: FixArm
  seed: number
  trainRows: Int32Array
  extraRows: Int32Array
  weights: Float64Array
  /** Rows to predict. */
  testRows: Int32Array
}

/** @returns Predicted class of each test row, int32, -1 = none. */
export type Trainer = (training: Training) => Promise<Int32Array>

/** A training that ended badly. It is recorded and tried again by the next `faultline fix`; the others go on. */
export class TrainingFailed extends Error {}
