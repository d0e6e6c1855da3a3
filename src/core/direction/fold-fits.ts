import { mannWhitney, type RankExcess } from '../statistics/mann-whitney.ts'
import type { KernelRows } from '../svm/gram.ts'
import {
  fitKernel,
  type KernelFit,
  type KernelFitOptions,
  kernelScores,
  middleBias,
} from '../svm/kernel-fit.ts'

/** One class, cut into folds. */
export interface FoldedClass extends KernelFitOptions {
  /** 1 or 0, uint8[n]. */
  correct: Uint8Array
  /** uint8[n]. */
  foldOfRow: Uint8Array
  folds: number
  /** Group of each row if rows depend on each other, int32[n]. */
  clusters: Int32Array | undefined
}

/** What there is to learn from and to test on: for a further direction, what those before it have left. */
export interface Material {
  kernel: KernelRows
  /** Rows of each fold that still count, ascending. */
  rowsOfFold: readonly (readonly number[])[]
}

/** What was learned from some folds. */
export interface Learned {
  material: Material
  folds: readonly number[]
  fit: KernelFit
  /** Decision value = score + bias. */
  bias: number
}

/** All rows of the class. */
export function allMaterial({ foldOfRow, folds }: FoldedClass, kernel: KernelRows): Material {
  const rowsOfFold = Array.from({ length: folds }, (_, fold) =>
    [...foldOfRow.keys()].filter((row) => foldOfRow[row] === fold),
  )
  return { kernel, rowsOfFold }
}

/** Fits for every C by training folds; undefined if their rows are all on one side. */
export type FoldFits = (folds: readonly number[]) => KernelFit[] | undefined

/** Fits remembered by their set of folds: cross-validation within cross-validation meets most sets twice. */
export function foldFits(data: FoldedClass, material: Material): FoldFits {
  const known = new Map<string, KernelFit[] | undefined>()
  return (folds) => {
    const key = folds.join()
    if (!known.has(key)) {
      known.set(key, fitKernel(material.kernel, data.correct, rowsOf(material, folds), data))
    }
    return known.get(key)
  }
}

/**
 * Learns from some folds with the C that ranks best when these folds alone are cross-validated; ties go to the smaller
 * C. With no fold to spare it is the middle of the grid.
 */
export function learnChoosingC(
  data: FoldedClass,
  material: Material,
  fitsOn: FoldFits,
  folds: readonly number[],
): Learned | undefined {
  const excess = new Float64Array(data.grid.length)
  let isTested = false
  for (const tested of folds) {
    fitsOn(folds.filter((fold) => fold !== tested))?.forEach((fit, k) => {
      excess[k] += rankTest(data, material, fit, tested).excess
      isTested = true
    })
  }
  const fit = fitsOn(folds)?.[isTested ? excess.indexOf(Math.max(...excess)) : middleOf(data.grid)]
  return fit && learnedFrom(data, material, fit, folds)
}

/** Where to start in a grid of which nothing is known yet. */
export function middleOf(grid: readonly number[]): number {
  return (grid.length - 1) >> 1
}

/** Completes a fit on some folds with its bias. */
export function learnedFrom(
  { correct }: FoldedClass,
  material: Material,
  fit: KernelFit,
  folds: readonly number[],
): Learned {
  const rows = rowsOf(material, folds)
  const scores = kernelScores(material.kernel, fit, rows)
  const sides = rows.map((row) => correct[row])
  return { material, folds, fit, bias: middleBias(scores, sides) }
}

/** How far a fit ranks the correct rows of a fold above the wrong ones. */
export function rankTest(
  { correct, clusters }: FoldedClass,
  { kernel, rowsOfFold }: Material,
  fit: KernelFit,
  fold: number,
): RankExcess {
  const rows = rowsOfFold[fold]
  return mannWhitney(
    kernelScores(kernel, fit, rows),
    rows.map((row) => correct[row]),
    clusters && rows.map((row) => clusters[row]),
  )
}

function rowsOf({ rowsOfFold }: Material, folds: readonly number[]): number[] {
  return folds.flatMap((fold) => rowsOfFold[fold]).sort((a, b) => a - b)
}
