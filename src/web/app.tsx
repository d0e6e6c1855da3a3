import { Suspense, useEffect, useState } from 'react'
import { suspectedLabelErrors } from '../core/direction/suspected-label-errors.ts'
import { classSummaries, heldOutByClass } from './data/class-summaries.ts'
import type { DataSource } from './data/data-source.ts'
import { openRun, type Run, type RunOutline } from './data/load-run.ts'
import { ErrorBoundary } from './frame/error-boundary.tsx'
import { Frame } from './frame/frame.tsx'
import { type LoadedOutline, type LoadedRun, RunContext } from './frame/run-context.tsx'
import { markRun } from './state/navigation.ts'
import { startReview } from './state/review.ts'
import { runMark } from './state/run-mark.ts'
import { CurrentView } from './views/current-view.tsx'

type State =
  | { kind: 'loading' }
  | { kind: 'failed'; message: string }
  | { kind: 'ready'; outline: LoadedOutline; whole: () => Promise<LoadedRun> }

/** The explorer: loads the run, then shows the view that the address names. */
export function App({ source }: { source: DataSource }) {
  const [state, setState] = useState<State>({ kind: 'loading' })
  useEffect(() => {
    const fail = (error: Error) => setState({ kind: 'failed', message: error.message })
    openRun(source).then((opened) => {
      const outline = outlineOf(opened.outline)
      let reading: Promise<LoadedRun> | undefined
      const read = async () => {
        const run = await opened.readRest()
        markRun(runMark(run.examples))
        startReview(run.review, {
          place: source.reviewPlace,
          save: (review) => source.saveReview(review),
        })
        const loaded = {
          ...outline,
          run,
          heldOutOf: heldOutByClass(run),
          suspects: suspectsOf(run),
        }
        setState({ kind: 'ready', outline: loaded, whole })
        return loaded
      }
      const whole = () => {
        reading ??= read()
        return reading
      }
      setState({ kind: 'ready', outline, whole })
      firstPictures().then(whole).catch(fail)
    }, fail)
  }, [source])
  if (state.kind === 'loading') return <Notice title="Opening the run …" busy />
  if (state.kind === 'failed') {
    return <Notice title="This run cannot be shown">{state.message}</Notice>
  }
  return (
    <ErrorBoundary what="This run" place="">
      <RunContext value={state}>
        <Frame>
          <Suspense
            fallback={
              <p className="empty" aria-busy>
                Reading the images’ table …
              </p>
            }
          >
            <CurrentView />
          </Suspense>
        </Frame>
      </RunContext>
    </ErrorBoundary>
  )
}

function outlineOf(run: RunOutline): LoadedOutline {
  return { run, summaries: classSummaries(run) }
}

function suspectsOf({ examples: { label, prediction, confidence, decisionValue } }: Run) {
  const table = { labels: label.codes, predictions: prediction.codes, confidence }
  return new Set(suspectedLabelErrors(table, decisionValue))
}

/** Resolves when the pictures in sight are there, but does not wait for them for ever. */
async function firstPictures(): Promise<void> {
  for (let frames = 0; frames < 2; frames++) await new Promise(requestAnimationFrame)
  const inSight = [...document.images].filter(
    (image) => image.getBoundingClientRect().top < innerHeight,
  )
  const late = new Promise((done) => setTimeout(done, 2000))
  await Promise.race([late, Promise.allSettled(inSight.map((image) => image.decode()))])
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
