/**
 * Threshold on a probability that gives the best F1 score, for one label of a multi-label problem.
 *
 *     F1 = 2 TP / (2 TP + FP + FN),   positive where probability ≥ threshold
 *
 * @param probabilities - Of the label, 0 to 1, n of them.
 * @param labels - 1 where the label holds, uint8[n].
 * @returns One of .01, .02, …, .99; the lowest of the best. Without a positive label F1 is 0 everywhere and .5 is given.
 * @see Jain et al. 2023, the chest x-ray experiment.
 * @example
 * f1Threshold([0.2, 0.35, 0.6], [0, 1, 1]) // => 0.21
 */
export function f1Threshold(probabilities: ArrayLike<number>, labels: ArrayLike<number>): number {
  let best = { threshold: 0.5, f1: 0 }
  for (let percent = 1; percent < 100; percent++) {
    const threshold = percent / 100
    const f1 = f1Score(probabilities, labels, threshold)
    if (f1 > best.f1) best = { threshold, f1 }
  }
  return best.threshold
}

function f1Score(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  threshold: number,
): number {
  let hits = 0
  let misses = 0
  for (let row = 0; row < labels.length; row++) {
    const isPositive = probabilities[row] >= threshold
    if (isPositive && labels[row] === 1) hits += 1
    else if (isPositive || labels[row] === 1) misses += 1
  }
  return hits === 0 ? 0 : (2 * hits) / (2 * hits + misses)
}
