import { useMemo } from 'react'
import type { InterventionManifest } from '../../run/interventions-file.ts'
import type { Run } from '../data/load-run.ts'
import { CompareReport } from '../fix/compare-report.tsx'
import { FixReport } from '../fix/fix-report.tsx'
import { useRun } from '../frame/run-context.tsx'
import { Lightbox } from '../gallery/lightbox.tsx'
import { folderWord } from '../mode/folder-word.ts'
import { ScrollBox } from '../parts/scroll-box.tsx'
import { Term } from '../parts/term.tsx'
import { useRowsOf } from '../review/use-rows-of.ts'
import { count, decimal, fileSize, oneLine } from '../words/format.ts'

const KINDS: Record<InterventionManifest['kind'], string> = {
  weights: 'Loss weights: hard training images count more',
  select: 'Images to add: the hardest of the pool',
  filter: 'Images to add, chosen through captions',
  prompts: 'Prompts for an image generator',
  decode: 'Text vectors pushed along the direction',
  generate: 'Generated images',
}

/** What was written to repair the failure modes, and whether it helped. */
export function InterventionsView() {
  const { run } = useRun()
  const folder = folderWord(run)
  const rowsOf = useRowsOf()
  const flippedRows = useMemo(() => rowsOf(shownIds(run)), [run, rowsOf])
  return (
    <div className="interventions">
      <h1>Before and after</h1>
      {run.comparison && <CompareReport file={run.comparison} />}
      {run.fix && <FixReport fix={run.fix} />}
      {run.interventions.length > 0 && (
        <h2>
          <Term of="intervention">Interventions</Term> that were written
        </h2>
      )}
      {run.interventions.length === 0 && !run.fix && !run.comparison && (
        <div className="boxed">
          <p>
            Nothing was written yet. From a terminal, <code>faultline intervene</code> writes files
            for your own training script: weights for the training images, or the images of a pool
            most worth a label.
          </p>
          <pre>
            <code>{`faultline intervene ${folder} weights\nfaultline intervene ${folder} select --per-class 50\nfaultline fix ${folder}`}</code>
          </pre>
          <p>
            <code>faultline fix</code> retrains with each of them and compares, against random
            choice at equal budget.
          </p>
        </div>
      )}
      {run.interventions.map((manifest) => (
        <Intervention key={manifest.name} manifest={manifest} />
      ))}
      {run.interventions.length > 0 && !run.fix && (
        <p className="boxed">
          Whether they help is not known yet: <code>faultline fix</code> retrains and compares.
        </p>
      )}
      {!run.comparison && (
        <p className="note">
          <code>{`faultline compare OLD-RUN ${folder} --keep`}</code> shows here what a newer model
          has fixed, broken and left as it was.
        </p>
      )}
      <Lightbox rows={flippedRows} />
    </div>
  )
}

/** Ids of all images that this page shows, for paging. */
function shownIds({ fix, comparison }: Run): string[] {
  const { modes = [], newModes, shifts } = comparison ?? {}
  const worst = [...modes, ...(newModes ?? []), ...(shifts ?? [])].flatMap((one) => one.worst)
  return [
    ...new Set([
      ...(fix?.flipped.flatMap(({ images }) => images) ?? []),
      ...worst.map(({ id }) => id),
    ]),
  ]
}

function Intervention({ manifest }: { manifest: InterventionManifest }) {
  const { run } = useRun()
  const folder = `interventions/${manifest.name}`
  return (
    <section className="intervention">
      <h2>{oneLine(manifest.name)}</h2>
      <p className="state">{KINDS[manifest.kind]}</p>
      <p>{oneLine(manifest.rule)}</p>
      {manifest.warnings.map((warning) => (
        <p key={warning} className="problem">
          {oneLine(warning)}
        </p>
      ))}
      <ul className="files">
        {manifest.files.map(({ file, size, about }) => {
          const address = run.source.download(`${folder}/${file}`)
          return (
            <li key={file}>
              {address ? (
                <a href={address} download>
                  {oneLine(file)}
                </a>
              ) : (
                <code>{oneLine(`${folder}/${file}`)}</code>
              )}{' '}
              <span className="note">
                {fileSize(size)}, {oneLine(about)}
              </span>
            </li>
          )
        })}
      </ul>
      <CountTable counts={manifest.counts} name={manifest.name} />
    </section>
  )
}

function CountTable({ counts, name }: { counts: InterventionManifest['counts']; name: string }) {
  if (counts.length === 0) return null
  const weighted = counts.some(({ meanWeight }) => meanWeight !== null)
  return (
    <ScrollBox name={`Counts of ${oneLine(name)}`} tall>
      <table>
        <thead>
          <tr>
            <th scope="col">class</th>
            <th scope="col">group</th>
            <th scope="col">available</th>
            <th scope="col">chosen</th>
            {weighted && <th scope="col">mean weight</th>}
          </tr>
        </thead>
        <tbody>
          {counts.map(({ class: label, column, value, available, chosen, meanWeight }) => (
            <tr key={`${label} ${column} ${value}`}>
              <th scope="row">{oneLine(label)}</th>
              <td>{column === null ? 'all' : oneLine(`${column} = ${value}`)}</td>
              <td className="number">{count(available)}</td>
              <td className="number">{count(chosen)}</td>
              {weighted && <td className="number">{decimal(meanWeight)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  )
}
