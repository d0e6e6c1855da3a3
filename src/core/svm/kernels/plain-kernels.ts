import type { Matrix64 } from '../../vectors/matrix.ts'
import { dotRows } from './dot-rows.ts'
import { type Kernels, type SvcWorkspace, TINY_CURVATURE } from './kernels.ts'

/** The inner loops in plain TypeScript: the reference, and the fallback where WASM SIMD is missing. */
export const plainKernels: Kernels = { gram, products, workspace }

function gram(z: Matrix64, out: Float32Array, diagonal: Float64Array): void {
  const n = z.rows
  for (let i = 0; i < n; i++) {
    diagonal[i] = dotRows(z, i, i)
    for (let j = 0; j <= i; j++) {
      const value = j === i ? diagonal[i] : dotRows(z, i, j)
      out[i * n + j] = value
      out[j * n + i] = value
    }
  }
}

function products(z: Matrix64): (row: number, out: Float32Array) => void {
  return (row, out) => {
    for (let j = 0; j < z.rows; j++) out[j] = dotRows(z, row, j)
  }
}

function workspace(n: number): SvcWorkspace {
  const scores = new Float64Array(n)
  const up = new Float64Array(n)
  const low = new Float64Array(n)
  const diagonal = new Float64Array(n)
  const position = new Int32Array(n)
  const rowI = new Float32Array(n)
  const rowJ = new Float32Array(n)
  const extremes = new Float64Array(2)

  function step(u: number, v: number): void {
    let highest = Number.NEGATIVE_INFINITY
    let lowest = Number.POSITIVE_INFINITY
    for (let k = 0; k < n; k++) {
      const score = scores[k] - (rowI[k] * u + rowJ[k] * v)
      scores[k] = score
      highest = Math.max(highest, score + up[k])
      lowest = Math.min(lowest, score + low[k])
    }
    extremes[0] = highest
    extremes[1] = lowest
  }

  function lastUp(score: number): number {
    let last = -1
    for (let k = 0; k < n; k++) {
      if (scores[k] + up[k] !== score) continue
      if (last < 0 || position[k] > position[last]) last = k
    }
    return last
  }

  function partner(i: number): number {
    const highest = extremes[0]
    let best = -1
    let bestGain = 0
    for (let k = 0; k < n; k++) {
      const gap = highest - (scores[k] + low[k])
      if (!(gap > 0)) continue
      const curvature = diagonal[i] + diagonal[k] - 2 * rowI[k]
      const gain = (gap * gap) / (curvature > 0 ? curvature : TINY_CURVATURE)
      if (gain > bestGain || (gain === bestGain && position[k] > position[best])) {
        best = k
        bestGain = gain
      }
    }
    return best
  }

  function subtractRow(target: Float64Array, c: number): void {
    for (let k = 0; k < n; k++) target[k] -= rowI[k] * c
  }

  return {
    scores,
    up,
    low,
    diagonal,
    position,
    rowI,
    rowJ,
    extremes,
    settled: new Float64Array(n),
    rebuilt: new Float64Array(n),
    step,
    lastUp,
    partner,
    subtractRow,
  }
}
