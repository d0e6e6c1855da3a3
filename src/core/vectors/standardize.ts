import type { Matrix } from './matrix.ts'

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
