import { normalQuantile } from './normal-distribution.ts'

/** Lower and upper end. */
export type Interval = [low: number, high: number]

/**
 * Interval for a proportion, by inverting the score test: inside 0..1, and sensible for 0 and n successes.
 *
 * @param successes - 0 to n.
 * @param n - Trials; without any the interval is 0..1.
 * @param level - Coverage. @default 0.95
 * @see Wilson 1927, "Probable inference, the law of succession, and statistical inference".
 * @example
 * wilsonInterval(0, 10) // => [0, 0.2775327998628892]
 */
export function wilsonInterval(successes: number, n: number, level = 0.95): Interval {
  if (n === 0) return [0, 1]
  const z = normalQuantile((1 + level) / 2)
  const share = successes / n
  const centre = (share + (z * z) / (2 * n)) / (1 + (z * z) / n)
  const half =
    (z / (1 + (z * z) / n)) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n))
  // At the ends the formula gives 0 or 1 but for rounding, which near them may also lead outside.
  const [low, high] = [Math.max(0, centre - half), Math.min(1, centre + half)]
  return [successes === 0 ? 0 : low, successes === n ? 1 : high]
}

/**
 * Interval for the difference of two independent proportions, a minus b, from their Wilson intervals.
 *
 * @param a - Successes and trials.
 * @param b - Likewise; without trials on either side the interval is wide open on that side.
 * @param level - Coverage. @default 0.95
 * @see Newcombe 1998, "Interval estimation for the difference between independent proportions", method 10.
 * @example
 * newcombeInterval([56, 70], [48, 80]) // => [0.0524315, 0.333873]
 */
export function newcombeInterval(
  a: readonly [successes: number, n: number],
  b: readonly [successes: number, n: number],
  level = 0.95,
): Interval {
  const [lowA, highA] = wilsonInterval(...a, level)
  const [lowB, highB] = wilsonInterval(...b, level)
  // Without trials the best guess is the middle of 0..1.
  const shareA = a[1] === 0 ? 0.5 : a[0] / a[1]
  const shareB = b[1] === 0 ? 0.5 : b[0] / b[1]
  const difference = shareA - shareB
  return [
    difference - Math.hypot(shareA - lowA, highB - shareB),
    difference + Math.hypot(highA - shareA, shareB - lowB),
  ]
}
