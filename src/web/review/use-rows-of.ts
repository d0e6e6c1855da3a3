import { useCallback } from 'react'
import type { Run } from '../data/load-run.ts'
import { wellFormed } from '../data/well-formed.ts'
import { useRun } from '../frame/run-context.tsx'

const made = new WeakMap<Run, ReadonlyMap<string, number>>()

/** Rows of ids, ascending; ids that this run does not have are left out. */
export function useRowsOf(): (ids: readonly string[]) => number[] {
  const { run } = useRun()
  return useCallback(
    (ids: readonly string[]) => {
      const rowOf =
        made.get(run) ?? new Map(run.examples.ids.map((id, row) => [wellFormed(id), row]))
      made.set(run, rowOf)
      return ids.flatMap((id) => rowOf.get(id) ?? []).sort((a, b) => a - b)
    },
    [run],
  )
}
