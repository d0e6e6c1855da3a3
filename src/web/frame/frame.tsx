import { type ReactNode, useEffect, useRef } from 'react'
import { linkProblems } from '../state/link-problems.ts'
import {
  currentMark,
  useAddress,
  usePlace,
  useStoredSelection,
  viewPlace,
} from '../state/navigation.ts'
import { formatPlace, type Place, param, type ViewName } from '../state/place.ts'
import { useReview } from '../state/review.ts'
import { useTheme } from '../state/theme.ts'
import { canRedo, canUndo, redo, undo } from '../state/undo.ts'
import { count, oneLine } from '../words/format.ts'
import { KeysDialog } from './keys-dialog.tsx'
import { useOutline } from './run-context.tsx'
import { useKeptFocus } from './use-kept-focus.ts'
import { useKeys } from './use-keys.ts'

const TABS: readonly [ViewName, string][] = [
  ['overview', 'Overview'],
  ['images', 'Images'],
  ['map', 'Map'],
  ['confusion', 'Confusion'],
  ['labels', 'Labels'],
  ['ask', 'Ask'],
  ['interventions', 'Before and after'],
]

/** What stands around every view: name, tabs, undo, theme, keys. */
export function Frame({ children }: { children: ReactNode }) {
  const { run } = useOutline()
  const place = usePlace()
  const { view } = place
  const isStored = useStoredSelection() !== undefined
  const rows = run.manifest.counts.examples
  const broken = linkProblems(useAddress(), rows, isStored, currentMark())
  const title = titleOf(place)
  useEffect(() => {
    document.title = `${title} – ${oneLine(run.manifest.name)} – Faultline`
  }, [title, run])
  const [theme, nextTheme] = useTheme()
  const keys = useRef<HTMLDialogElement>(null)
  const showKeys = () => keys.current?.showModal()
  useKeys({ showKeys, nextTheme })
  useReview() // what was said can be undone
  useFocusOnChange(view)
  useKeptFocus()
  return (
    <>
      <button
        type="button"
        className="skip"
        onClick={() => document.getElementById('main')?.focus()}
      >
        Skip to content
      </button>
      <header className="top">
        <a className="brand" href="#/overview" aria-label="Faultline, overview">
          <Mark /> Faultline
        </a>
        <p className="run-name" title={`${run.manifest.tool}`}>
          <strong>{oneLine(run.manifest.name)}</strong>
          <span>{count(run.manifest.counts.examples)} images</span>
        </p>
        <nav aria-label="Views">
          {TABS.map(([name, title]) => (
            <a
              key={name}
              href={formatPlace(viewPlace(name))}
              aria-current={tabOf(view) === name ? 'page' : undefined}
            >
              {title}
            </a>
          ))}
        </nav>
        <div className="tools">
          <ToolButton label="Undo (Ctrl Z)" sign="↶" disabled={!canUndo()} onClick={undo} />
          <ToolButton label="Redo (Ctrl Shift Z)" sign="↷" disabled={!canRedo()} onClick={redo} />
          <ToolButton label={`Theme: ${theme}. Change (t)`} sign="◐" onClick={nextTheme} />
          <ToolButton label="Keys and help (?)" sign="?" onClick={showKeys} />
        </div>
      </header>
      <main id="main" tabIndex={-1} data-view={view}>
        {[...run.problems, ...broken].map((problem) => (
          <p key={problem} className="problem" role="alert">
            {oneLine(problem)}
          </p>
        ))}
        {children}
      </main>
      <KeysDialog ref={keys} />
    </>
  )
}

/** The tab that a view belongs to. */
function tabOf(view: ViewName): ViewName {
  if (view === 'class') return 'overview'
  return view === 'both' ? 'images' : view
}

/** What the browser's tab, the history and a screen reader call the page. */
function titleOf(place: Place): string {
  if (place.view === 'class') return oneLine(param(place, 'name') ?? 'Class')
  const tab = TABS.find(([name]) => name === tabOf(place.view))
  return tab?.[1] ?? 'Overview'
}

/** After a change of view the top of it is shown and has the focus, unless the reader goes on undoing. */
function useFocusOnChange(view: ViewName): void {
  const before = useRef(view)
  useEffect(() => {
    if (before.current === view) return
    before.current = view
    window.scrollTo(0, 0)
    if (document.activeElement?.closest('.tools')) return
    document.getElementById('main')?.focus({ preventScroll: true })
  }, [view])
}

interface ToolButtonProps {
  label: string
  sign: string
  disabled?: boolean
  onClick: () => void
}

function ToolButton({ label, sign, disabled = false, onClick }: ToolButtonProps) {
  return (
    // Not truly disabled: a button that is loses the focus.
    <button
      type="button"
      aria-label={label}
      title={label}
      aria-disabled={disabled || undefined}
      onClick={() => !disabled && onClick()}
    >
      <span aria-hidden="true">{sign}</span>
    </button>
  )
}

function Mark() {
  return (
    <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
      <path d="M1 7h9l-2 5H1z" fill="var(--easy)" />
      <path d="M14 12h9v5h-11z" fill="var(--hard)" />
      <path d="M13 1 8 12h6L10 23" fill="none" stroke="currentColor" strokeWidth="1.8" />
    </svg>
  )
}
