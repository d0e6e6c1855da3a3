import { useEffect, useState } from 'react'
import { type EvidenceFile, evidenceFileSchema } from '../../run/evidence-file.ts'
import { RUN_FILES } from '../../run/files.ts'
import type { DataSource } from '../data/data-source.ts'
import { useRun } from '../frame/run-context.tsx'
import { useRowsOf } from '../review/use-rows-of.ts'

const read = new WeakMap<DataSource, Promise<EvidenceFile | undefined>>()

async function readEvidence(source: DataSource): Promise<EvidenceFile | undefined> {
  const bytes = await source.file(RUN_FILES.evidence)
  const found = bytes && evidenceFileSchema.safeParse(JSON.parse(new TextDecoder().decode(bytes)))
  return found?.data
}

/** Rows of the images nearest to a caption, nearest first; undefined where the run has kept none. */
export type EvidenceOf = (caption: string, side: 'hard' | 'easy') => readonly number[] | undefined

/** The images behind the captions of a direction; read when the first class is opened. */
export function useEvidence(className: string, direction: number): EvidenceOf {
  const { run } = useRun()
  const rowsOf = useRowsOf()
  const [file, setFile] = useState<EvidenceFile>()
  const { source, facts } = run
  const isThere = facts.files.includes(RUN_FILES.evidence)
  useEffect(() => {
    if (!isThere) return
    const reading = read.get(source) ?? readEvidence(source).catch(() => undefined)
    read.set(source, reading)
    let current = true
    void reading.then((found) => current && setFile(found))
    return () => {
      current = false
    }
  }, [source, isThere])
  const found = file?.directions.find(
    (entry) => entry.class === className && entry.direction === direction,
  )
  return (caption, side) => {
    const entry = found?.captions.find((one) => one.caption === caption && one.side === side)
    return entry?.ids.flatMap((id) => rowsOf([id]))
  }
}
