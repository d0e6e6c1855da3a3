import { useState } from 'react'
import { exportRows } from '../data/export-rows.ts'
import { useRun } from '../frame/run-context.tsx'
import { saveFile } from '../parts/save-file.ts'
import { useImageReviews } from '../state/review.ts'
import { select } from '../state/selection.ts'
import { count, oneLine } from '../words/format.ts'
import type { Card } from './card.ts'
import { folderWord } from './folder-word.ts'
import { issueText } from './issue-text.ts'

type Shown = 'fix' | 'guard' | undefined

/** What can be done about a failure mode, with everything filled in. */
export function ModeActions(card: Card) {
  const { summary, facts } = card
  const { run } = useRun()
  const reviews = useImageReviews()
  const [said, setSaid] = useState('')
  const [shown, setShown] = useState<Shown>()
  const folder = folderWord(run)
  const name = summary.found.class
  const rows = facts.flagged.rows
  const copyIssue = async () => {
    try {
      const text = await issueText(run, card)
      await copyText(text)
      setSaid(`Copied: ${count(text.length)} characters of Markdown, ready to paste.`)
    } catch (cause) {
      setSaid(`Cannot copy: ${(cause as Error).message}`)
    }
  }
  const exportList = async () => {
    saveFile(await exportRows(run.examples, rows, 'csv', reviews), `${fileName(name)}-flagged.csv`)
    setSaid(`${count(rows.length)} images exported, the hardest first.`)
  }
  const toggle = (what: Shown) => setShown(shown === what ? undefined : what)
  return (
    <section className="mode-actions" aria-labelledby="mode-actions-title">
      <h2 id="mode-actions-title">What to do about it</h2>
      <button
        type="button"
        onClick={() => {
          select(rows)
          setSaid(`${count(rows.length)} flagged images selected: see them under Images or Map.`)
        }}
      >
        Select flagged
      </button>
      <button type="button" onClick={copyIssue}>
        Copy as issue
      </button>
      <button type="button" onClick={exportList}>
        Export list
      </button>
      <button type="button" aria-expanded={shown === 'fix'} onClick={() => toggle('fix')}>
        Fix this
      </button>
      <button type="button" aria-expanded={shown === 'guard'} onClick={() => toggle('guard')}>
        Guard this
      </button>
      <p role="status" className="note">
        {said}
      </p>
      {shown === 'fix' && (
        <Commands
          about={`Retrains with the images that help ${oneLine(name)} most, against random choice at equal budget:`}
          lines={[`faultline intervene ${folder} select --per-class 50`, `faultline fix ${folder}`]}
        />
      )}
      {shown === 'guard' && (
        <Commands
          about="Freezes the failure modes of this run; the check fails when a later model is worse on them:"
          lines={[
            `faultline freeze ${folder} -o failure-modes.json`,
            'faultline check NEW-RUN --baseline failure-modes.json',
          ]}
        />
      )}
    </section>
  )
}

function Commands({ about, lines }: { about: string; lines: readonly string[] }) {
  const [copied, setCopied] = useState(false)
  const text = lines.join('\n')
  return (
    <div className="commands">
      <p>{about}</p>
      <pre>
        <code>{text}</code>
      </pre>
      <button type="button" onClick={() => copyText(text).then(() => setCopied(true))}>
        {copied ? 'Copied' : 'Copy'}
      </button>
    </div>
  )
}

/** Also where a page may not use the clipboard: a report opened from the disk in an older browser. */
async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    const area = document.createElement('textarea')
    area.value = text
    document.body.append(area)
    area.select()
    const done = document.execCommand('copy')
    area.remove()
    if (!done) throw new Error('this browser does not let pages copy')
  }
}

const fileName = (name: string) => name.replace(/[^\p{L}\p{N}_-]+/gu, '-').slice(0, 60) || 'class'
