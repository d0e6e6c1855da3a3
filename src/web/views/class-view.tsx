import { useMemo } from 'react'
import { useRun } from '../frame/run-context.tsx'
import { Lightbox } from '../gallery/lightbox.tsx'
import { CaptionEvidence } from '../mode/caption-evidence.tsx'
import { ClassEnds } from '../mode/class-ends.tsx'
import { ClassHeader } from '../mode/class-header.tsx'
import { ClassPlots } from '../mode/class-plots.tsx'
import { GroupReports } from '../mode/group-reports.tsx'
import { LeastCertain } from '../mode/least-certain.tsx'
import { useDirectionValues } from '../mode/use-direction-values.ts'
import { sortedRows, wellFormed } from '../state/filters.ts'
import { usePlace } from '../state/navigation.ts'
import { param } from '../state/place.ts'

/** One class: both ends of its direction, the evidence, and what else is known. */
export function ClassView() {
  const { run, summaries, heldOut } = useRun()
  const place = usePlace()
  const name = param(place, 'name') ?? ''
  const summary = summaries.find(({ found }) => wellFormed(found.class) === name)
  const rank = Number(param(place, 'direction') ?? '1')
  const direction =
    summary?.found.directions.find((found) => found.rank === rank) ?? summary?.strongest
  const first = heldOut[summary?.label ?? -1]
  const values = useDirectionValues(summary, direction)
  const rows = useMemo(() => {
    if (!first) return new Int32Array()
    if (!direction) return sortedRows(run.examples, first, 'least-confident')
    if (!values) return first
    return first.toSorted((a, b) => (values.get(a) ?? 0) - (values.get(b) ?? 0) || a - b)
  }, [first, values, direction, run])
  if (!summary) {
    return <p className="empty">This run has no such class. The overview lists those it has.</p>
  }
  return (
    <div className="class-page">
      <ClassHeader summary={summary} direction={direction} />
      {rows.length === 0 && <p className="empty">There is no held-out image of this class.</p>}
      {rows.length > 0 && direction && (
        <>
          <ClassEnds summary={summary} rows={rows} values={values} />
          <ClassPlots rows={rows} values={values} />
        </>
      )}
      {rows.length > 0 && !direction && (
        <LeastCertain className={summary.found.class} rows={rows} />
      )}
      {direction && <CaptionEvidence className={summary.found.class} direction={direction.rank} />}
      <GroupReports className={summary.found.class} />
      <Lightbox rows={rows} />
    </div>
  )
}
