import { createContext, useContext } from 'react'
import type { ClassSummary } from '../data/class-summaries.ts'
import type { Run } from '../data/load-run.ts'

/** A loaded run and what all views derive from it. */
export interface LoadedRun {
  run: Run
  /** All classes, the strongest failure mode first. */
  summaries: readonly ClassSummary[]
  /** Held-out rows by label: with a decision value, the hardest first; all if none has one. */
  heldOut: readonly Int32Array[]
  /** Rows whose label is suspected to be wrong. */
  suspects: ReadonlySet<number>
}

export const RunContext = createContext<LoadedRun | undefined>(undefined)

/** The run on show. */
export function useRun(): LoadedRun {
  const loaded = useContext(RunContext)
  if (!loaded) throw new Error('useRun() outside of a loaded run')
  return loaded
}
