import type { Confusion } from './confusion.ts'

/** Another numbering of the predictions, under which they agree better with the labels. */
export interface Renumbering {
  kind: 'shift' | 'text-order' | 'number-order' | 'permutation'
  /** Class that each predicted class would be, int32[k], -1 = none. */
  to: Int32Array
  /** Share of the examples that would be right. */
  accuracy: number
}

/** Shifts tried: counting from 1 against from 0, and a background class before the others. */
const SHIFTS = [1, -1]

/** A permutation is looked for only where this many examples a class stand behind it. */
const EXAMPLES_A_CLASS = 10

/**
 * The numbering of predictions that fits the labels best: one higher or lower, classes sorted as texts against as numbers,
 * or any other. Of those the first that reaches the best accuracy, but for a hundredth.
 *
 * The general permutation pairs classes greedily, most frequent pair first: not always the best there is, but never
 * better than the best, so what it finds is there.
 *
 * @returns undefined where none beats the numbering as it is.
 */
export function fittingRenumbering(
  confusion: Confusion,
  classes: readonly string[],
): Renumbering | undefined {
  const { size, total, correct } = confusion
  const candidates: Omit<Renumbering, 'accuracy'>[] = SHIFTS.map((by) => ({
    kind: 'shift',
    to: Int32Array.from({ length: size }, (_, p) => (p + by >= 0 && p + by < size ? p + by : -1)),
  }))
  if (areNumbered(classes)) {
    const asText = orderOf(classes, (a, b) => (a < b ? -1 : 1))
    const asNumbers = orderOf(classes, (a, b) => numberIn(a) - numberIn(b))
    candidates.push({ kind: 'text-order', to: asText }, { kind: 'number-order', to: asNumbers })
  }
  const labelled = confusion.labelled.filter((count) => count > 0).length
  if (total >= EXAMPLES_A_CLASS * labelled) {
    candidates.push({ kind: 'permutation', to: greedyPermutation(confusion) })
  }
  const found = candidates.map((candidate) => ({
    ...candidate,
    accuracy: accuracyUnder(confusion, candidate.to),
  }))
  const best = Math.max(0, ...found.map(({ accuracy }) => accuracy))
  if (total === 0 || best <= correct / total) return undefined
  return found.find(({ accuracy }) => accuracy >= best - 0.01)
}

const numberIn = (name: string) => Number(/\d+/.exec(name)?.[0])

/** Names that differ in one number alone: 7, class_7. */
const areNumbered = (names: readonly string[]) =>
  names.every((name) => /^\D*\d+\D*$/.test(name)) &&
  new Set(names.map((name) => name.replace(/\d+/, ''))).size === 1

/** Place of each class's number in another order of the names. */
function orderOf(classes: readonly string[], compare: (a: string, b: string) => number) {
  const sorted = classes.toSorted(compare)
  return Int32Array.from(sorted, (name) => classes.indexOf(name))
}

function greedyPermutation({ size, pairs }: Confusion): Int32Array {
  const to = new Int32Array(size).fill(-1)
  const taken = new Set<number>()
  for (const { label, prediction } of pairs) {
    if (to[prediction] !== -1 || taken.has(label)) continue
    to[prediction] = label
    taken.add(label)
  }
  return to
}

function accuracyUnder({ pairs, total }: Confusion, to: Int32Array): number {
  let right = 0
  for (const { label, prediction, count } of pairs) if (to[prediction] === label) right += count
  return total === 0 ? 0 : right / total
}
