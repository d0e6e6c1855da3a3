// Products, factor and inverse of full matrices of float64.

/** Terms that are summed before a sum is written back: so many rows of b stay in the caches. */
const CHUNK: i32 = 64

/**
 * out[i, j] += factor Σ_k a(i, k) b[k, j] in float64, for m rows and n columns (multiples of 4) and any number of terms.
 * a(i, k) stands at a + i stepI + k stepK, so that a transposed matrix needs no copy. With `isUpper`, blocks below the
 * diagonal are left out.
 */
export function multiplyAdd(
  a: usize,
  stepI: usize,
  stepK: usize,
  b: usize,
  rowB: usize,
  out: usize,
  outRow: usize,
  m: i32,
  n: i32,
  terms: i32,
  factor: f64,
  isUpper: i32,
): void {
  for (let k = 0; k < terms; k += CHUNK) {
    const chunk = min(CHUNK, terms - k)
    for (let i = 0; i < m; i += 4) {
      const ai = a + usize(i) * stepI
      const outI = out + usize(i) * outRow
      for (let j = isUpper ? i : 0; j < n; j += 4) {
        const at = usize(j) << 3
        addBlock(ai, stepI, stepK, b + at, rowB, outI + at, outRow, chunk, factor)
      }
    }
    a += usize(CHUNK) * stepK
    b += usize(CHUNK) * rowB
  }
}

/** Four rows of a times four columns of b, all sixteen sums held in registers. */
function addBlock(
  a: usize,
  stepI: usize,
  stepK: usize,
  b: usize,
  rowB: usize,
  out: usize,
  outRow: usize,
  terms: i32,
  factor: f64,
): void {
  let s00 = f64x2.splat(0)
  let s01 = f64x2.splat(0)
  let s10 = f64x2.splat(0)
  let s11 = f64x2.splat(0)
  let s20 = f64x2.splat(0)
  let s21 = f64x2.splat(0)
  let s30 = f64x2.splat(0)
  let s31 = f64x2.splat(0)
  let a1 = a + stepI
  let a2 = a1 + stepI
  let a3 = a2 + stepI
  for (let k = 0; k < terms; k++) {
    const y0 = v128.load(b)
    const y1 = v128.load(b, 16)
    let x = v128.load64_splat(a)
    s00 = f64x2.add(s00, f64x2.mul(x, y0))
    s01 = f64x2.add(s01, f64x2.mul(x, y1))
    x = v128.load64_splat(a1)
    s10 = f64x2.add(s10, f64x2.mul(x, y0))
    s11 = f64x2.add(s11, f64x2.mul(x, y1))
    x = v128.load64_splat(a2)
    s20 = f64x2.add(s20, f64x2.mul(x, y0))
    s21 = f64x2.add(s21, f64x2.mul(x, y1))
    x = v128.load64_splat(a3)
    s30 = f64x2.add(s30, f64x2.mul(x, y0))
    s31 = f64x2.add(s31, f64x2.mul(x, y1))
    a += stepK
    a1 += stepK
    a2 += stepK
    a3 += stepK
    b += rowB
  }
  const scale = f64x2.splat(factor)
  addScaled(out, s00, scale)
  addScaled(out + 16, s01, scale)
  addScaled(out + outRow, s10, scale)
  addScaled(out + outRow + 16, s11, scale)
  addScaled(out + 2 * outRow, s20, scale)
  addScaled(out + 2 * outRow + 16, s21, scale)
  addScaled(out + 3 * outRow, s30, scale)
  addScaled(out + 3 * outRow + 16, s31, scale)
}

function addScaled(out: usize, sum: v128, scale: v128): void {
  v128.store(out, f64x2.add(v128.load(out), f64x2.mul(sum, scale)))
}

/** target[k] -= source[k] c for columns from an even one to n, which is even. */
function subtractColumns(target: usize, source: usize, from: i32, n: i32, c: f64): void {
  const factor = f64x2.splat(c)
  const end = usize(n) << 3
  for (let k = usize(from) << 3; k < end; k += 16) {
    const change = f64x2.mul(v128.load(source + k), factor)
    v128.store(target + k, f64x2.sub(v128.load(target + k), change))
  }
}

/** Rows first to last - 1 of the upper Cholesky factor in place, the rows above already taken off. */
export function factorRows(a: usize, row: usize, first: i32, last: i32, n: i32): void {
  for (let i = first; i < last; i++) {
    const rowI = a + usize(i) * row
    for (let k = first; k < i; k++) {
      const rowK = a + usize(k) * row
      subtractColumns(rowI, rowK, i & ~1, n, load<f64>(rowK + (usize(i) << 3)))
    }
    const pivot = sqrt(load<f64>(rowI + (usize(i) << 3)))
    for (let col = i; col < n; col++) {
      const at = rowI + (usize(col) << 3)
      store<f64>(at, load<f64>(at) / pivot)
    }
  }
}

/** Rows first to last - 1 of the inverse w of an upper factor u, from the last up, the rows below already taken off. */
export function invertRows(u: usize, w: usize, row: usize, first: i32, last: i32, n: i32): void {
  for (let i = last - 1; i >= first; i--) {
    const rowU = u + usize(i) * row
    const rowW = w + usize(i) * row
    for (let k = i + 1; k < last; k++) {
      subtractColumns(rowW, w + usize(k) * row, k & ~1, n, load<f64>(rowU + (usize(k) << 3)))
    }
    const pivot = load<f64>(rowU + (usize(i) << 3))
    for (let col = i; col < n; col++) {
      const at = rowW + (usize(col) << 3)
      store<f64>(at, load<f64>(at) / pivot)
    }
  }
}
