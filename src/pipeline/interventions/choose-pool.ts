import { type Selection, selectHardest, spreadBudget } from '../../core/repair/select-hardest.ts'
import type { Matrix64 } from '../../core/vectors/matrix.ts'
import { randomSource } from '../../core/vectors/random.ts'
import { standardizedRows } from '../../core/vectors/row-source.ts'
import type { Effects } from '../../run/effects.ts'
import { ConfigError, DataError } from '../../run/errors.ts'
import { type Run, readEmbeddingRows } from '../run-folder/open-run.ts'
import { type ClassBy, poolScores } from './pool-scores.ts'

export type SelectBy = 'direction' | 'confidence' | 'random'

export interface ChooseOptions {
  by: SelectBy
  classBy: ClassBy
  split: string
  /** Classes that get images. @default those with a direction */
  classes?: readonly string[] | undefined
  /** Images a class, or in all, spread evenly. */
  budget: { perClass: number } | { total: number }
  /** Passes over an image whose standardized embedding has a larger cosine with one already chosen; 1 = never. */
  duplicates: number
  seed: number
}

export interface Chosen extends Selection {
  /** Rows that could have been chosen. */
  available: Int32Array
  /** Class whose budget each example of the pool used, int32[n], -1 = none. */
  classes: Int32Array
  /** Lowest first, float64[n]. */
  scores: Float64Array
  /** Budget of each class, k of them. */
  budgets: number[]
}

/**
 * Pool images to add to the training data.
 *
 * @throws ConfigError if a class is unknown, none is left or the split is empty.
 * @throws DataError if what to select by is unknown for every image.
 */
export async function choosePool(
  run: Run,
  options: ChooseOptions,
  effects: Effects = {},
): Promise<Chosen> {
  const { by, classBy, split, budget, seed } = options
  const pool = rowsIn(run, split)
  const wanted = wantedClasses(run, options.classes)
  const { classes, scores } = await scoresBy(run, pool, by, classBy, seed, effects)
  const candidates = pool.filter(
    (row) => wanted.has(classes[row] ?? -1) && !Number.isNaN(scores[row]),
  )
  if (candidates.length === 0) {
    throw new DataError(
      `Cannot select by ${by}: no image of split "${split}" has a score and one of the classes ${names(run, wanted)}`,
    )
  }
  const available = run.examples.classes.map(
    (_, label) => candidates.filter((row) => classes[row] === label).length,
  )
  const budgets =
    'total' in budget
      ? spreadBudget(budget.total, available)
      : available.map((count) => Math.min(count, budget.perClass))
  const limited = scores.map((score, row) => (wanted.has(classes[row] ?? -1) ? score : Number.NaN))
  const selection = await withoutDuplicates(run, limited, classes, budgets, options.duplicates)
  return { ...selection, available: candidates, classes, scores: limited, budgets }
}

/** Rows of a split. @throws ConfigError if it is empty. */
export function rowsIn(run: Run, split: string): Int32Array {
  const { splits } = run.examples
  const rows = Int32Array.from([...splits.keys()].filter((row) => splits[row] === split))
  if (rows.length > 0) return rows
  throw new ConfigError(`Cannot use split "${split}": no example has it`, {
    hint: `splits: ${[...new Set(splits)].join(', ')}`,
  })
}

/** The classes asked for, or those with a direction. */
function wantedClasses(run: Run, asked: readonly string[] | undefined): Set<number> {
  const { classes } = run.examples
  const unknown = asked?.find((name) => !classes.includes(name))
  if (unknown !== undefined) {
    throw new ConfigError(`Cannot select for class "${unknown}": no such class`, {
      hint: `classes: ${classes.slice(0, 20).join(', ')}${classes.length > 20 ? ', …' : ''}`,
    })
  }
  const withDirection = run.directions.classes.filter(({ state }) => state === 'ok')
  const chosen = asked ?? withDirection.map((entry) => entry.class)
  if (chosen.length > 0) return new Set(chosen.map((name) => classes.indexOf(name)))
  throw new ConfigError('Cannot select: no class has a direction, and none was named', {
    hint: 'name classes with --classes a,b to select by confidence or at random',
  })
}

async function scoresBy(
  run: Run,
  pool: Int32Array,
  by: SelectBy,
  classBy: ClassBy,
  seed: number,
  effects: Effects,
): Promise<{ classes: Int32Array; scores: Float64Array }> {
  const { labels, predictions, confidence } = run.examples
  if (by === 'direction' || classBy === 'encoder') {
    const scored = await poolScores(run, pool, classBy, effects)
    if (by === 'direction') return scored
    return { classes: scored.classes, scores: baseline() }
  }
  const source = classBy === 'label' ? labels : predictions
  const classes = new Int32Array(labels.length).fill(-1)
  for (const row of pool) classes[row] = source[row] ?? -1
  return { classes, scores: baseline() }

  function baseline(): Float64Array {
    const random = randomSource(seed, 'select')
    const scores = new Float64Array(labels.length).fill(Number.NaN)
    for (const row of pool) scores[row] = by === 'random' ? random() : (confidence[row] ?? NaN)
    return scores
  }
}

/** Reads the embeddings of the likely choices only: a pool may be far larger than memory. */
async function withoutDuplicates(
  run: Run,
  scores: Float64Array,
  classes: Int32Array,
  budgets: readonly number[],
  limit: number,
): Promise<Selection> {
  const plain = selectHardest(scores, classes, budgets)
  if (limit >= 1) return plain
  for (let factor = 2; ; factor *= 2) {
    const wider = selectHardest(
      scores,
      classes,
      budgets.map((count) => count * factor),
    ).rows
    const z = standardizedRows(await readEmbeddingRows(run, wider), run.standardizer)
    const place = new Map(Array.from(wider, (row, i) => [row, i]))
    const similar = (a: number, b: number) =>
      rowProduct(z, place.get(a) ?? 0, place.get(b) ?? 0) > limit
    const reach = scores.map((score, row) => (place.has(row) ? score : Number.NaN))
    const selection = selectHardest(reach, classes, budgets, { similar })
    // Full, or the wider choice already was the whole pool.
    const exhausted = wider.length < budgets.reduce((sum, count) => sum + count * factor, 0)
    if (selection.rows.length === plain.rows.length || exhausted) return selection
  }
}

function rowProduct({ data, cols }: Matrix64, a: number, b: number): number {
  let sum = 0
  for (let j = 0; j < cols; j += 1) sum += (data[a * cols + j] ?? 0) * (data[b * cols + j] ?? 0)
  return sum
}

const names = (run: Run, labels: Set<number>) =>
  [...labels].map((label) => `"${run.examples.classes[label]}"`).join(', ')
