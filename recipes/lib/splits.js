// The paper's split rule, which needs no seed.

/**
 * Per class, in dataset order: every k-th item, starting with the first, and the rest.
 *
 * @param {ArrayLike<number>} rows - Row numbers, ascending.
 * @param {ArrayLike<number>} labels - Class of every row of the dataset.
 * @param {number} k
 * @returns {[number[], number[]]} Both class by class, in dataset order inside a class.
 */
export function takeEvery(rows, labels, k) {
  const byClass = new Map()
  for (const row of Array.from(rows)) {
    const own = byClass.get(labels[row]) ?? []
    byClass.set(labels[row], own)
    own.push(row)
  }
  const classes = [...byClass.keys()].sort((a, b) => a - b)
  const lists = classes.map((label) => byClass.get(label))
  const isTaken = (_, i) => i % k === 0
  return [
    lists.flatMap((list) => list.filter(isTaken)),
    lists.flatMap((list) => list.filter((row, i) => !isTaken(row, i))),
  ]
}

/**
 * Validation from every fifth item of a class; of the rest, one part in `poolKeeps` is kept for training and the others
 * are the pool.
 *
 * @param {ArrayLike<number>} labels - Class of each item.
 * @param {{ pool?: 'none' | 'every second' | 'all but every fourth' }} [options]
 *   - `none`: no pool; `every second`: the pool starts with the first of the rest; `all but every fourth`: every fourth of the
 *   rest, starting with the first, is trained on.
 * @returns {{ train: number[], val: number[], pool: number[] }}
 */
export function paperSplits(labels, { pool = 'none' } = {}) {
  const all = Array.from({ length: labels.length }, (_, row) => row)
  const [val, rest] = takeEvery(all, labels, 5)
  if (pool === 'none') return { train: rest, val, pool: [] }
  if (pool === 'every second') {
    const [pooled, train] = takeEvery(rest, labels, 2)
    return { train, val, pool: pooled }
  }
  const [train, pooled] = takeEvery(rest, labels, 4)
  return { train, val, pool: pooled }
}

/**
 * Thins some subclasses of a training split to every fourth item, starting with the first.
 *
 * @param {number[]} train - Row numbers.
 * @param {ArrayLike<number>} fine - Subclass of every row of the dataset.
 * @param {readonly number[]} thinned - Subclasses to thin.
 */
export function thinSubclasses(train, fine, thinned) {
  const seen = new Map(thinned.map((subclass) => [subclass, 0]))
  return train.filter((row) => {
    const count = seen.get(fine[row])
    if (count === undefined) return true
    seen.set(fine[row], count + 1)
    return count % 4 === 0
  })
}

/** Name of the split of each row; rows of no split get undefined. */
export function splitNames(count, splits) {
  const names = new Array(count).fill(undefined)
  for (const [name, rows] of Object.entries(splits)) for (const row of rows) names[row] = name
  return names
}
