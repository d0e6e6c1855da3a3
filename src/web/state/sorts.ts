import { orderRows } from '../data/order-rows.ts'
import type { Examples } from '../data/read-examples.ts'
import { type Place, param } from './place.ts'

/** How rows can be ordered. */
export const SORTS = {
  hardest: 'hardest first',
  easiest: 'easiest first',
  'least-confident': 'least confident first',
  'most-confident': 'most confident first',
  similar: 'most like the words',
  file: 'as in the file',
} as const
export type Sort = keyof typeof SORTS

/** The order that the address asks for; where it asks for words, likeness to them goes before hardness. */
export function sortOf(place: Place): Sort {
  const text = param(place, 'sort')
  if (text !== undefined && Object.hasOwn(SORTS, text)) return text as Sort
  return param(place, 'text') === undefined ? 'hardest' : 'similar'
}

type Sortable = Pick<Examples, 'count' | 'confidence' | 'decisionValue' | 'flagged'>

const orders = new WeakMap<Sortable, Map<Sort, Int32Array<ArrayBuffer>>>()

/**
 * All rows of a run in an order. Rows of classes without a proven failure mode come behind those with one, since their
 * decision values mean nothing beside them; unknown values come last.
 */
function orderOf(
  examples: Sortable,
  sort: Exclude<Sort, 'file' | 'similar'>,
): Int32Array<ArrayBuffer> {
  const known = orders.get(examples) ?? new Map<Sort, Int32Array<ArrayBuffer>>()
  orders.set(examples, known)
  const found = known.get(sort) ?? madeOrder(examples, sort)
  known.set(sort, found)
  return found
}

function madeOrder(
  { decisionValue, confidence, flagged }: Sortable,
  sort: Sort,
): Int32Array<ArrayBuffer> {
  if (sort === 'least-confident') return orderRows(confidence)
  if (sort === 'most-confident') return orderRows(confidence, true)
  return provenFirst(orderRows(decisionValue, sort === 'easiest'), flagged)
}

function provenFirst(rows: Int32Array, flagged: Int8Array): Int32Array<ArrayBuffer> {
  const out = new Int32Array(rows.length)
  let at = 0
  for (const proven of [true, false]) {
    for (const row of rows) if ((flagged[row] !== -1) === proven) out[at++] = row
  }
  return out
}

function orderFor(examples: Sortable, sort: Exclude<Sort, 'file'>, similarity?: Float64Array) {
  if (sort !== 'similar') return orderOf(examples, sort)
  return similarity ? orderRows(similarity, true) : orderOf(examples, 'hardest')
}

/**
 * A copy of rows in an order.
 *
 * @param rows - Ascending.
 * @param similarity - Of every row to the words asked for; only then can rows be sorted by it.
 */
export function sortedRows(
  examples: Sortable,
  rows: Int32Array<ArrayBuffer>,
  sort: Sort,
  similarity?: Float64Array,
): Int32Array<ArrayBuffer> {
  if (sort === 'file') return rows
  const order = orderFor(examples, sort, similarity)
  if (rows.length === examples.count) return order.slice()
  const kept = new Uint8Array(examples.count)
  for (const row of rows) kept[row] = 1
  const out = new Int32Array(rows.length)
  let at = 0
  for (const row of order) if (kept[row] === 1) out[at++] = row
  return out
}
