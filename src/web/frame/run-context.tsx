import { createContext, use, useContext } from 'react'
import type { ClassSummary, HeldOutOf } from '../data/class-summaries.ts'
import type { Run, RunOutline } from '../data/load-run.ts'

/** The first screen of a run and what it derives from it. */
export interface LoadedOutline {
  run: RunOutline
  /** All classes, the strongest failure mode first. */
  summaries: readonly ClassSummary[]
}

/** A loaded run and what all views derive from it. */
export interface LoadedRun extends LoadedOutline {
  run: Run
  heldOutOf: HeldOutOf
  /** Rows whose label is suspected to be wrong. */
  suspects: ReadonlySet<number>
}

interface Loading {
  outline: LoadedOutline
  /** The same promise each time; the first call starts it. */
  whole: () => Promise<LoadedRun>
}

export const RunContext = createContext<Loading | undefined>(undefined)

function useLoading(): Loading {
  const loading = useContext(RunContext)
  if (!loading) throw new Error('a part of the explorer outside of a run')
  return loading
}

/** What is there from the first screen on. */
export const useOutline = (): LoadedOutline => useLoading().outline

/** The run on show; what calls this waits until all of it has been read. */
export const useRun = (): LoadedRun => use(useLoading().whole())
