import type { CaptionsFile } from '../../run/captions-file.ts'
import type { ClassDirections, ModeRecord } from '../../run/directions-file.ts'
import { wellFormed } from '../data/well-formed.ts'
import { useRun } from '../frame/run-context.tsx'
import { Thumbnail } from '../gallery/thumbnail.tsx'
import { ScrollBox } from '../parts/scroll-box.tsx'
import { Term } from '../parts/term.tsx'
import { count, percent, prose, quoted } from '../words/format.ts'
import { filterPlace } from './images-place.ts'
import { RowsLink } from './rows-link.tsx'

const STRIP = 6

interface ModeListProps {
  found: ClassDirections
  /** Held-out images of the class, the hardest first. */
  rows: Int32Array
}

/** The kinds of failure within a class, where its flagged images fall into more than one. */
export function ModeList({ found, rows }: ModeListProps) {
  const { run } = useRun()
  const column = run.examples.columns.find(({ name }) => name === 'mode')
  if (found.modes.length < 2 || column?.kind !== 'category') return null
  const names = run.captionReport?.directions.find((one) => one.class === found.class)?.modes ?? []
  const isIn = (row: number, mode: number) => column.names[column.codes[row] ?? -1] === String(mode)
  return (
    <section className="modes">
      <h2>
        {found.modes.length} kinds of <Term of="failure mode">failure</Term> in this class
      </h2>
      <ScrollBox name="Failure modes of the class">
        <table>
          <thead>
            <tr>
              <th scope="col">no.</th>
              <th scope="col">name</th>
              <th scope="col">held-out images</th>
              <th scope="col">wrong</th>
              <th scope="col">right on them</th>
              <th scope="col">on all others of the class</th>
              <th scope="col">worse than those?</th>
              <th scope="col">the hardest</th>
            </tr>
          </thead>
          <tbody>
            {found.modes.map((mode) => (
              <ModeRow
                key={mode.number}
                mode={mode}
                rows={rows.filter((row) => isIn(row, mode.number))}
                others={Array.from(rows).filter((row) => !isIn(row, mode.number))}
                named={names.find(({ number }) => number === mode.number)}
                className={found.class}
              />
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </section>
  )
}

interface ModeRowProps {
  mode: ModeRecord
  named: CaptionsFile['directions'][number]['modes'][number] | undefined
  rows: Int32Array
  /** The other held-out images of the class. */
  others: readonly number[]
  className: string
}

function ModeRow({ mode, named, rows, others, className }: ModeRowProps) {
  const { number, heldOut, isClaimed } = mode
  const { run } = useRun()
  const name = `${className}, failure mode no. ${number}`
  const inMode = {
    'f.label': wellFormed(className),
    'f.split': run.manifest.config.method.heldOutSplit,
    'f.mode': String(number),
  }
  const right = (rate: number | null | undefined) =>
    percent(rate === null || rate === undefined ? undefined : 1 - rate)
  return (
    <tr>
      <th scope="row">{number}</th>
      <td title={named && prose(named.verdict)}>
        {named?.hard
          ? quoted(named.hard)
          : run.captionReport
            ? 'no caption is proven for it'
            : 'not named: no captions'}
        {named?.candidate && !named.hard && (
          <span className="note"> perhaps {quoted(named.candidate)}</span>
        )}
      </td>
      <td className="number">
        <a href={filterPlace(inMode)}>{count(heldOut?.mode.examples ?? rows.length)}</a>
      </td>
      <td className="number">
        <a href={filterPlace({ ...inMode, 'f.correct': 'no' })}>
          {count(heldOut?.mode.errors ?? 0)}
        </a>
      </td>
      <td className="number">
        <RowsLink rows={[...rows]} title={name}>
          {right(heldOut?.mode.errorRate)}
        </RowsLink>
      </td>
      <td className="number">
        <RowsLink rows={others} title={`not ${name}`}>
          {right(heldOut?.others.errorRate)}
        </RowsLink>
      </td>
      <td>{isClaimed ? 'sure' : 'not sure'}</td>
      <td>
        <div className="strip">
          {Array.from(rows.subarray(0, STRIP), (row) => (
            <Thumbnail key={row} row={row} />
          ))}
        </div>
      </td>
    </tr>
  )
}
