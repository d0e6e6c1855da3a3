import { captionCorrelations } from '../../core/caption/caption-correlations.ts'
import { type Matrix, takeRows } from '../../core/vectors/matrix.ts'
import { orderOf } from '../../core/vectors/vector.ts'
import type { MethodResult, Setting, TrueSlice } from './bench-setting.ts'
import type { BenchWords } from './slice-words.ts'

/** How well a method did on the true slices of one label of one setting. */
export interface SliceMeasures {
  /** Share of the ten hardest test rows of the label that lie in a slice. */
  p10: number
  /** Likewise of as many as lie in one. */
  pk: number
  averagePrecision: number
  /** P@10 at least .8. */
  solved: number
  /** P@10 of the best of the slices that the method returned, for each true slice, on average. */
  best10: number
  /** Significant at q < .05; NaN if the method does not test. */
  power: number
  /** The first of the method's words is one of a slice; NaN where no slice has a word. */
  top1: number
  /** One over the rank of the first word of a slice. */
  reciprocalRank: number
}

/** A method's result against what was hidden: for each label with a slice, its test rows ranked, ties by row order. */
export function measureResult(
  setting: Setting,
  result: MethodResult,
  words?: BenchWords,
): SliceMeasures[] {
  const labels = [...new Set(setting.slices.map(({ label }) => label))]
  return labels.map((label) => measureLabel(setting, label, result, words))
}

function measureLabel(
  { test, slices }: Setting,
  label: 0 | 1,
  result: MethodResult,
  words: BenchWords | undefined,
): SliceMeasures {
  const rows = [...test.labels.keys()].filter((row) => test.labels[row] === label)
  const own = slices.filter((slice) => slice.label === label)
  /** 1 where a row is in one of some slices, in the order of a score. */
  const ranked = (score: Float64Array, wanted: readonly TrueSlice[]) => {
    const easiness = rows.map((row) => -(score[row] ?? Number.NEGATIVE_INFINITY))
    return orderOf(easiness).map((i) =>
      wanted.some((slice) => slice.test[rows[i] ?? 0] === 1) ? 1 : 0,
    )
  }
  const order = ranked(result.score, own)
  const size = order.reduce<number>((sum, one) => sum + one, 0)
  const p10 = precision(order, 10)
  const best = own.map((slice) =>
    Math.max(
      ...[result.score, ...result.slices].map((score) => precision(ranked(score, [slice]), 10)),
    ),
  )
  const q = result.q?.[label]
  const rank = wordRank(test.x, rows, result, own, words)
  return {
    p10,
    pk: precision(order, size),
    averagePrecision: averagePrecision(order, size),
    solved: p10 >= 0.8 ? 1 : 0,
    best10: best.reduce((sum, value) => sum + value, 0) / best.length,
    power: result.q === undefined ? Number.NaN : q !== undefined && q < 0.05 ? 1 : 0,
    top1: Number.isNaN(rank) ? rank : Number(rank === 1),
    reciprocalRank: 1 / rank,
  }
}

/** Rank of the first word of some slices, the words ordered by the method; NaN where there is none. */
function wordRank(
  x: Matrix,
  rows: readonly number[],
  { score, names }: MethodResult,
  slices: readonly TrueSlice[],
  words: BenchWords | undefined,
): number {
  const right = new Set(slices.flatMap((slice) => slice.words))
  if (!words?.texts.some((text) => right.has(text))) return Number.NaN
  const fits =
    names?.(slices[0]?.label ?? 1, words.vectors) ??
    captionCorrelations(
      takeRows(x, rows),
      rows.map((row) => score[row] ?? 0),
      words.vectors,
    )
  const best = Math.max(
    ...words.texts.flatMap((text, i) => (right.has(text) ? [fits[i] ?? 0] : [])),
  )
  return 1 + words.texts.filter((text, i) => !right.has(text) && (fits[i] ?? 0) >= best).length
}

function precision(order: readonly number[], k: number): number {
  const most = Math.min(k, order.length)
  return order.slice(0, most).reduce((sum, one) => sum + one, 0) / most
}

/** Mean, over the slice's rows, of the precision at each. */
function averagePrecision(order: readonly number[], size: number): number {
  let [seen, sum] = [0, 0]
  order.forEach((one, i) => {
    if (one !== 1) return
    seen += 1
    sum += seen / (i + 1)
  })
  return sum / size
}
