import { deflateKernel } from '../svm/deflate-kernel.ts'
import { fitKernel, kernelScores } from '../svm/kernel-fit.ts'
import { type FoldedClass, type Learned, learnedFrom, type Material } from './fold-fits.ts'

/**
 * What a further direction can be learned from and tested on: the component along the direction that was found is taken
 * out of every row, and rows that it flags no longer count.
 *
 * Both are needed. Any estimate of a direction leaves a rest of the same failure behind, which would pass for a second
 * one; the errors that are not flagged are what is
 * left to explain. Whether a training row is flagged is asked of a fit without its fold, or hardly an error would be left.
 *
 * @returns undefined if the fit has no direction, or has no second fold to ask.
 */
export function remainingMaterial(data: FoldedClass, learned: Learned): Material | undefined {
  const { material, fit, folds } = learned
  const { kernel, rowsOfFold } = material
  const scores = kernelScores(kernel, fit, [...fit.factors.keys()])
  const norm = Math.sqrt(fit.factors.reduce((sum, factor, row) => sum + factor * scores[row], 0))
  if (!(norm > 0) || folds.length < 2) return undefined
  return {
    kernel: deflateKernel(
      kernel,
      scores.map((score) => score / norm),
    ),
    rowsOfFold: rowsOfFold.map((rows, fold) => {
      const judge = folds.includes(fold) ? learnedWithout(data, learned, fold) : learned
      return judge ? easyRows(judge, rows) : rows
    }),
  }
}

function learnedWithout(
  data: FoldedClass,
  { material, folds, fit }: Learned,
  fold: number,
): Learned | undefined {
  const others = folds.filter((other) => other !== fold)
  const rows = others.flatMap((other) => material.rowsOfFold[other]).sort((a, b) => a - b)
  const fits = fitKernel(material.kernel, data.correct, rows, { ...data, grid: [fit.C] })
  return fits && learnedFrom(data, material, fits[0], others)
}

function easyRows({ material, fit, bias }: Learned, rows: readonly number[]): readonly number[] {
  const scores = kernelScores(material.kernel, fit, rows)
  return rows.filter((_, k) => scores[k] + bias > 0)
}
