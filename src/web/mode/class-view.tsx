import { useMemo } from 'react'
import { wellFormed } from '../data/well-formed.ts'
import { useRun } from '../frame/run-context.tsx'
import { Lightbox } from '../gallery/lightbox.tsx'
import { usePlace } from '../state/navigation.ts'
import { param } from '../state/place.ts'
import { sortedRows } from '../state/sorts.ts'
import { CaptionEvidence } from './caption-evidence.tsx'
import { ClassEnds } from './class-ends.tsx'
import { ClassHeader } from './class-header.tsx'
import { ClassPlots } from './class-plots.tsx'
import { GroupReports } from './group-reports.tsx'
import { LeastCertain } from './least-certain.tsx'
import { ModeActions } from './mode-actions.tsx'
import { modeFacts } from './mode-facts.ts'
import { ModeList } from './mode-list.tsx'
import { ModeNumbers } from './mode-numbers.tsx'
import { NearCopies, useCopies } from './near-copies.tsx'
import { ThresholdSlider, useThreshold } from './threshold-slider.tsx'
import { useDirectionValues } from './use-direction-values.ts'

/** One class: its failure mode as a card on which every number opens its images, and what else is known. */
export function ClassView() {
  const { run, summaries, heldOutOf } = useRun()
  const place = usePlace()
  const name = param(place, 'name') ?? ''
  const summary = summaries.find(({ found }) => wellFormed(found.class) === name)
  const rank = Number(param(place, 'direction') ?? '1')
  const direction =
    summary?.found.directions.find((found) => found.rank === rank) ?? summary?.strongest
  const first = summary && heldOutOf(summary.label)
  const values = useDirectionValues(summary, direction)
  const [threshold, setThreshold] = useThreshold()
  const copies = useCopies(summary?.found.class)
  const rows = useMemo(() => {
    if (!first) return new Int32Array()
    if (!direction) {
      return sortedRows(run.examples, Int32Array.from(first).sort(), 'least-confident')
    }
    if (!values) return first
    return first.toSorted((a, b) => (values.get(a) ?? 0) - (values.get(b) ?? 0) || a - b)
  }, [first, values, direction, run])
  const facts = useMemo(
    () => modeFacts(run.examples, rows, values, threshold),
    [run, rows, values, threshold],
  )
  if (!summary) {
    return <p className="empty">This run has no such class. The overview lists those it has.</p>
  }
  const card = { summary, facts, threshold }
  const hasImages = rows.length > 0
  return (
    <div className="class-page">
      <ClassHeader summary={summary} direction={direction} facts={facts} />
      {!hasImages && <p className="empty">There is no held-out image of this class.</p>}
      {hasImages && direction && (
        <>
          <div className="mode-top">
            <ModeNumbers {...card} direction={direction} />
            <div>
              <ModeActions {...card} direction={direction} />
              <ThresholdSlider facts={facts} threshold={threshold} onChange={setThreshold} />
            </div>
          </div>
          <ClassEnds {...card} direction={direction} values={values} copies={copies.splits} />
          <ModeList found={summary.found} rows={rows} />
          <NearCopies pairs={copies.pairs} />
          <ClassPlots facts={facts} className={summary.found.class} />
        </>
      )}
      {hasImages && !direction && <LeastCertain className={summary.found.class} rows={rows} />}
      {direction && <CaptionEvidence className={summary.found.class} direction={direction.rank} />}
      <GroupReports className={summary.found.class} />
      <Lightbox rows={rows} />
    </div>
  )
}
