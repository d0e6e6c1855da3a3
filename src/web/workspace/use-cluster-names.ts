import { useMemo } from 'react'
import { useRun } from '../frame/run-context.tsx'
import type { NamedRows } from '../map/cluster-labels.ts'
import { subjectOf } from '../words/subject-of.ts'

/** Names to write on the map: every class, and the hard captions of the failure modes on what they flag. */
export function useClusterNames(): readonly NamedRows[] {
  const { run, summaries } = useRun()
  const { label, flagged } = run.examples
  return useMemo(() => {
    const members: number[][] = run.manifest.classes.map(() => [])
    const hard: number[][] = run.manifest.classes.map(() => [])
    label.codes.forEach((code, row) => {
      members[code]?.push(row)
      if (flagged[row] === 1) hard[code]?.push(row)
    })
    return [
      ...run.manifest.classes.map(
        (text, code): NamedRows => ({ text, kind: 'class', rows: members[code] ?? [] }),
      ),
      ...summaries.flatMap(({ hard: text, found, label }): NamedRows[] =>
        text !== undefined && found.state === 'ok'
          ? [{ text: subjectOf(text), kind: 'mode', rows: hard[label] ?? [] }]
          : [],
      ),
    ]
  }, [run, summaries, label, flagged])
}
