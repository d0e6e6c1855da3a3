import { useEffect, useState } from 'react'
import { suspectedLabelErrors } from '../core/direction/suspected-label-errors.ts'
import { classSummaries, heldOutByClass } from './data/class-summaries.ts'
import type { DataSource } from './data/data-source.ts'
import { loadRun, type Run } from './data/load-run.ts'
import { ErrorBoundary } from './frame/error-boundary.tsx'
import { Frame } from './frame/frame.tsx'
import { type LoadedRun, RunContext } from './frame/run-context.tsx'
import { startReview } from './state/review.ts'
import { CurrentView } from './views/current-view.tsx'

type State =
  | { kind: 'loading' }
  | { kind: 'failed'; message: string }
  | { kind: 'ready'; loaded: LoadedRun }

/** The explorer: loads the run, then shows the view that the address names. */
export function App({ source }: { source: DataSource }) {
  const [state, setState] = useState<State>({ kind: 'loading' })
  useEffect(() => {
    loadRun(source)
      .then((run) => {
        startReview(run.review, {
          place: source.reviewPlace,
          save: (review) => source.saveReview(review),
        })
        setState({ kind: 'ready', loaded: derive(run) })
      })
      .catch((error: Error) => setState({ kind: 'failed', message: error.message }))
  }, [source])
  if (state.kind === 'loading') return <Notice title="Opening the run …" busy />
  if (state.kind === 'failed') {
    return <Notice title="This run cannot be shown">{state.message}</Notice>
  }
  return (
    <ErrorBoundary what="This run" place="">
      <RunContext value={state.loaded}>
        <Frame>
          <CurrentView />
        </Frame>
      </RunContext>
    </ErrorBoundary>
  )
}

function derive(run: Run): LoadedRun {
  const { label, prediction, confidence, decisionValue } = run.examples
  const table = { labels: label.codes, predictions: prediction.codes, confidence }
  return {
    run,
    summaries: classSummaries(run),
    heldOut: heldOutByClass(run),
    suspects: new Set(suspectedLabelErrors(table, decisionValue)),
  }
}

interface NoticeProps {
  title: string
  busy?: boolean
  children?: string
}

function Notice({ title, busy = false, children }: NoticeProps) {
  return (
    <main className="notice" aria-busy={busy}>
      <h1>{title}</h1>
      {children && <p>{children}</p>}
    </main>
  )
}
