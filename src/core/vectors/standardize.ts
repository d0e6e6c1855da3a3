import type { Matrix, Matrix64 } from './matrix.ts'

/** What the training embeddings say of each feature. */
export interface Standardizer {
  /** float64[d]. */
  mean: Float64Array
  /** Unbiased standard deviation, float64[d]; exactly 0 for a constant feature. */
  deviation: Float64Array
}

/**
 * Mean and deviation of each feature over the embeddings of all classes together.
 *
 *     mean_j = Σ x_ij / n,   deviation_j = √(Σ (x_ij - mean_j)² / (n - 1))
 *
 * Two passes in float64, PyTorch's `std` and NumPy's with `ddof=1`. O(n d).
 *
 * @param x - Embeddings, float32[n, d], n at least 2.
 * @throws RangeError if there are fewer than two rows.
 * @see Jain et al. 2023, section 2.
 * @example
 * fitStandardizer({ data: Float32Array.of(1, 5, 3, 5), rows: 2, cols: 2 }).deviation // => Float64Array [1.4142135623730951, 0]
 */
export function fitStandardizer(x: Matrix): Standardizer {
  const sums = addRows(emptySums(x.cols), x)
  const mean = meansOf(sums)
  return deviationsOf(addSquares(sums, x, mean), mean)
}

/**
 * The same as {@link fitStandardizer} for embeddings that come in blocks, twice: memory does not grow with n.
 *
 * @param blocks - Starts a new pass over the embeddings, float32[any, d] each, in the same order every time.
 * @param d - Features.
 * @throws RangeError if there are fewer than two rows.
 * @example
 * async function* blocks() {
 *   yield { data: Float32Array.of(1, 5), rows: 1, cols: 2 }
 *   yield { data: Float32Array.of(3, 5), rows: 1, cols: 2 }
 * }
 * (await fitStandardizerOfBlocks(blocks, 2)).mean // => Float64Array [2, 5]
 */
export async function fitStandardizerOfBlocks(
  blocks: () => AsyncIterable<Matrix>,
  d: number,
): Promise<Standardizer> {
  const sums = emptySums(d)
  for await (const block of blocks()) addRows(sums, block)
  const mean = meansOf(sums)
  for await (const block of blocks()) addSquares(sums, block, mean)
  return deviationsOf(sums, mean)
}

/**
 * Features that never varied, by column number. They tell nothing apart and contribute 0 to standardized rows.
 *
 * @example
 * constantFeatures({ mean: Float64Array.of(2, 5), deviation: Float64Array.of(1, 0) }) // => [1]
 */
export function constantFeatures(standardizer: Standardizer): number[] {
  return [...standardizer.deviation.keys()].filter((col) => standardizer.deviation[col] === 0)
}

/**
 * Standardized rows of unit length, what every SVM here is fitted on and applied to. (The reference code of the paper
 * calls the first step whitening.)
 *
 *     z = u / ‖u‖,   u_j = (x_j - mean_j) / deviation_j
 *
 * Kept in float64, since a solver that stops at 1e-3 takes another path on rounded rows. A constant feature
 * contributes 0 and a row of zeros stays one.
 *
 * @param x - Embeddings, float32[n, d].
 * @param rows - Which rows, in the order wanted. @default all
 * @returns Unit rows, float64[m, d].
 * @throws RangeError if the standardizer is of another d.
 * @see Jain et al. 2023, section 2.
 * @example
 * const standardizer = { mean: Float64Array.of(1, 1), deviation: Float64Array.of(2, 1) }
 * standardizedRows({ data: Float32Array.of(7, 5), rows: 1, cols: 2 }, standardizer).data // => Float64Array [0.6, 0.8]
 */
export function standardizedRows(
  x: Matrix,
  { mean, deviation }: Standardizer,
  rows: ArrayLike<number> = Array.from({ length: x.rows }, (_, row) => row),
): Matrix64 {
  const { data: source, cols: d } = x
  if (mean.length !== d) {
    throw new RangeError(`Cannot standardize: ${d} features, expected ${mean.length}`)
  }
  // Divided by infinity, a constant feature gives 0.
  const divisor = deviation.map((value) => (value === 0 ? Number.POSITIVE_INFINITY : value))
  const data = new Float64Array(rows.length * d)
  for (let k = 0; k < rows.length; k++) {
    const from = rows[k] * d
    const to = k * d
    let squares = 0
    for (let col = 0; col < d; col++) {
      const value = (source[from + col] - mean[col]) / divisor[col]
      data[to + col] = value
      squares += value * value
    }
    const norm = Math.sqrt(squares)
    if (norm === 0) continue
    for (let col = 0; col < d; col++) data[to + col] /= norm
  }
  return { data, rows: rows.length, cols: d }
}

/** Running sums over rows, a column each. */
interface ColumnSums {
  rows: number
  sums: Float64Array
  squares: Float64Array
  /** The first row: a feature is constant by comparison, since its computed deviation may be a rounding error. */
  first: Float32Array
  varies: Uint8Array
}

function emptySums(d: number): ColumnSums {
  return {
    rows: 0,
    sums: new Float64Array(d),
    squares: new Float64Array(d),
    first: new Float32Array(d),
    varies: new Uint8Array(d),
  }
}

function addRows(into: ColumnSums, { data, rows, cols }: Matrix): ColumnSums {
  const { sums, first, varies } = into
  if (into.rows === 0 && rows > 0) first.set(data.subarray(0, cols))
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) {
      const value = data[row * cols + col]
      sums[col] += value
      if (value !== first[col]) varies[col] = 1
    }
  }
  into.rows += rows
  return into
}

function addSquares(
  into: ColumnSums,
  { data, rows, cols }: Matrix,
  mean: Float64Array,
): ColumnSums {
  const { squares } = into
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) {
      const value = data[row * cols + col] - mean[col]
      squares[col] += value * value
    }
  }
  return into
}

function meansOf({ sums, rows }: ColumnSums): Float64Array {
  if (rows < 2) throw new RangeError(`Cannot standardize: ${rows} rows, expected at least 2`)
  return sums.map((sum) => sum / rows)
}

function deviationsOf({ squares, varies, rows }: ColumnSums, mean: Float64Array): Standardizer {
  const deviation = squares.map((sum, col) => (varies[col] ? Math.sqrt(sum / (rows - 1)) : 0))
  return { mean, deviation }
}
