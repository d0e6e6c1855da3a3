/**
 * Rows of n float32 computed on demand, the most recently used kept within a budget of bytes (at least two rows).
 *
 * @returns Row i; to be read before the next call, since its memory is used again.
 */
export function rowCache(
  n: number,
  budget: number,
  compute: (row: number, out: Float32Array) => void,
): (row: number) => Float32Array {
  const capacity = Math.max(2, Math.floor(budget / (4 * n)))
  // A Map lists its keys in the order of insertion: the first is the least recently used.
  const kept = new Map<number, Float32Array>()
  return (row) => {
    let data = kept.get(row)
    if (data) {
      kept.delete(row)
    } else {
      data = kept.size < capacity ? new Float32Array(n) : evictOldest(kept)
      compute(row, data)
    }
    kept.set(row, data)
    return data
  }
}

function evictOldest(kept: Map<number, Float32Array>): Float32Array {
  const [oldest, data] = kept.entries().next().value as [number, Float32Array]
  kept.delete(oldest)
  return data
}
