import { errorTarget } from '../dist/core/direction/error-target.js'

/** Error rates of images with the planted concept, without it, and where nothing is planted. */
const HARD = 0.5
const EASY = 0.12
const NULL = 0.2

/**
 * What a model that fails on some images would say of them: whether it is right, how sure it is of the true label, and how
 * wrong that is. Confidence says no more than the error.
 *
 * @param hard - 1 = has the planted concept; all 0 = nothing is planted.
 */
export function drawErrors(hard, random) {
  const isPlanted = hard.includes(1)
  const correct = Uint8Array.from(hard, (isHard) =>
    random() < (isPlanted ? (isHard ? HARD : EASY) : NULL) ? 0 : 1,
  )
  const confidence = Float64Array.from(correct, (right) =>
    right ? 1 - 0.5 * random() ** 2 : 0.5 * random(),
  )
  return { correct, confidence, loss: errorTarget(correct, confidence).target }
}
