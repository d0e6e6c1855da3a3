import { type KernelRows, subKernel } from './gram.ts'
import { type KernelFit, kernelScores } from './kernel-fit.ts'
import type { Kernels } from './kernels/kernels.ts'
import { mannWhitney } from './mann-whitney.ts'
import { solveSvc } from './svc.ts'
import { balancedWeights } from './svc-weights.ts'

/** One class, cut into folds. */
export interface FoldedClass {
  /** 1 or 0, uint8[n]. */
  correct: Uint8Array
  /** uint8[n]. */
  foldOfRow: Uint8Array
  /** Rows of each fold, ascending. */
  rowsOfFold: readonly (readonly number[])[]
  /** Group of each row if rows depend on each other, int32[n]. */
  clusters: Int32Array | undefined
  /** Values of C, ascending. */
  grid: readonly number[]
  tolerance: number
  kernels: Kernels | undefined
}

export function sidesOf({ correct }: FoldedClass, rows: readonly number[]): Uint8Array {
  return Uint8Array.from(rows, (row) => correct[row])
}

/** A kernel of the class and its SVM fits by training folds, each made once. */
export interface FoldFits {
  kernel: KernelRows
  /** Fits for every C on the rows of some folds, ascending; undefined if these rows are all on one side. */
  fitsOn(folds: readonly number[]): KernelFit[] | undefined
}

/** Fits on a kernel, remembered by their set of folds: cross-validation within cross-validation meets most sets twice. */
export function foldFits(data: FoldedClass, kernel: KernelRows): FoldFits {
  const known = new Map<string, KernelFit[] | undefined>()
  return {
    kernel,
    fitsOn(folds) {
      const key = folds.join()
      if (!known.has(key)) known.set(key, fitGrid(data, kernel, folds))
      return known.get(key)
    },
  }
}

function fitGrid(
  data: FoldedClass,
  kernel: KernelRows,
  folds: readonly number[],
): KernelFit[] | undefined {
  const { correct, rowsOfFold, grid, tolerance, kernels } = data
  const rows = folds.flatMap((fold) => rowsOfFold[fold]).sort((a, b) => a - b)
  const sides = sidesOf(data, rows)
  if (!sides.includes(0) || !sides.includes(1)) return undefined
  const part = subKernel(kernel, rows)
  const weights = balancedWeights(sides)
  return grid.map((C) => {
    const { duals } = solveSvc(part, sides, { C, weights, tolerance, kernels })
    const factors = new Float64Array(correct.length)
    rows.forEach((row, k) => {
      factors[row] = sides[k] === 1 ? duals[k] : -duals[k]
    })
    return { C, factors }
  })
}

/**
 * SVM of the rows of some folds, with the C that ranks best when these folds alone are cross-validated; ties go to the
 * smaller C. With no fold to spare it is the middle of the grid.
 */
export function fitChoosingC(
  data: FoldedClass,
  { kernel, fitsOn }: FoldFits,
  folds: readonly number[],
): KernelFit | undefined {
  const { rowsOfFold, grid } = data
  const excess = new Float64Array(grid.length)
  let isTested = false
  for (const tested of folds) {
    const fits = fitsOn(folds.filter((fold) => fold !== tested))
    const sides = sidesOf(data, rowsOfFold[tested])
    fits?.forEach((fit, k) => {
      excess[k] += mannWhitney(kernelScores(kernel, fit, rowsOfFold[tested]), sides).excess
      isTested = true
    })
  }
  const chosen = isTested ? excess.indexOf(Math.max(...excess)) : (grid.length - 1) >> 1
  return fitsOn(folds)?.[chosen]
}
