import type { Examples } from './read-examples.ts'

/** How often each class of a split is taken for each. */
export interface ConfusionCounts {
  /** By label * columns + answer; what never happens is not there: a thousand classes have a million cells. */
  cells: ReadonlyMap<number, number>
  columns: number
  /** Images with an answer, by label. */
  totals: Int32Array
}

export function confusionCounts(
  { count, label, prediction, split }: Pick<Examples, 'count' | 'label' | 'prediction' | 'split'>,
  splitName: string,
): ConfusionCounts {
  const wanted = split.names.indexOf(splitName)
  const columns = prediction.names.length
  const cells = new Map<number, number>()
  const totals = new Int32Array(label.names.length)
  for (let row = 0; row < count; row++) {
    const [truth, answer] = [label.codes[row] ?? -1, prediction.codes[row] ?? -1]
    if (split.codes[row] !== wanted || truth < 0 || answer < 0) continue
    const at = truth * columns + answer
    cells.set(at, (cells.get(at) ?? 0) + 1)
    totals[truth] = (totals[truth] ?? 0) + 1
  }
  return { cells, columns, totals }
}

/** A class and one that it is taken for. Codes of label and prediction. */
export interface ConfusedPair {
  truth: number
  answer: number
  images: number
  /** Of the images of the true class. */
  share: number
}

/** The confused pairs, the most images first. Labels and predictions of a run share their first codes, the classes. */
export function confusedPairs({ cells, columns, totals }: ConfusionCounts): ConfusedPair[] {
  return [...cells]
    .map(([at, images]) => {
      const truth = Math.floor(at / columns)
      return {
        truth,
        answer: at % columns,
        images,
        share: images / Math.max(1, totals[truth] ?? 0),
      }
    })
    .filter(({ truth, answer }) => truth !== answer)
    .sort((a, b) => b.images - a.images || b.share - a.share || a.truth - b.truth)
}
