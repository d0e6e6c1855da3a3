import { useEffect, useState } from 'react'
import type { DirectionRecord } from '../../run/directions-file.ts'
import type { ClassSummary } from '../data/class-summaries.ts'
import { useRun } from '../frame/run-context.tsx'

/**
 * Decision values along a further direction, by row; undefined for the first direction, whose values stand in
 * the examples, and while they are being fetched.
 */
export function useDirectionValues(
  summary: ClassSummary | undefined,
  direction: DirectionRecord | undefined,
): ReadonlyMap<number, number> | undefined {
  const { run } = useRun()
  const [found, setFound] = useState<{ key: number; values: ReadonlyMap<number, number> }>()
  const label = summary?.label ?? -1
  const key = direction && direction.rank > 1 ? direction.row : -1
  useEffect(() => {
    if (key < 0) return
    let current = true
    run.source
      .decisionValues(key)
      .then((values) => {
        if (current && values)
          setFound({ key, values: byRow(run.examples.label.codes, label, values) })
      })
      .catch(() => setFound(undefined))
    return () => {
      current = false
    }
  }, [run, label, key])
  return found?.key === key ? found.values : undefined
}

function byRow(labels: Int32Array, label: number, values: Float32Array): Map<number, number> {
  const found = new Map<number, number>()
  labels.forEach((code, row) => {
    if (code === label) found.set(row, values[found.size] ?? Number.NaN)
  })
  return found
}
