import { useEffect, useState } from 'react'
import { useRun } from '../frame/run-context.tsx'

/** How like some words every image is. */
export interface Likeness {
  state: 'none' | 'asking' | 'failed' | 'there'
  /** float64[n] cosines. */
  values: Float64Array | undefined
  problem: string | undefined
}

const NONE: Likeness = { state: 'none', values: undefined, problem: undefined }

/** Asks the text encoder of the run; an older answer never stands beside other words. */
export function useLikeness(text: string | undefined): Likeness {
  const { run } = useRun()
  const [found, setFound] = useState<{ text: string; likeness: Likeness }>()
  useEffect(() => {
    if (text === undefined) return
    const leaving = new AbortController()
    run.source.similarities(text, leaving.signal).then(
      (values) =>
        setFound({
          text,
          likeness: { state: 'there', values: Float64Array.from(values), problem: undefined },
        }),
      (error: Error) => {
        if (leaving.signal.aborted) return
        setFound({
          text,
          likeness: { state: 'failed', values: undefined, problem: error.message },
        })
      },
    )
    return () => leaving.abort()
  }, [run, text])
  if (text === undefined) return NONE
  return found?.text === text ? found.likeness : { ...NONE, state: 'asking' }
}
