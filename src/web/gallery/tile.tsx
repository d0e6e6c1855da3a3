import { memo } from 'react'
import { cellText } from '../data/column.ts'
import { useRun } from '../frame/run-context.tsx'
import { decimal, oneLine } from '../words/format.ts'
import { Thumbnail, useImageWords } from './thumbnail.tsx'

/** Held while an image was clicked. */
export interface OpenKeys {
  /** Ctrl, or the command key. */
  toggle: boolean
  /** Shift. */
  range: boolean
}

interface TileProps {
  row: number
  /** With Ctrl or Shift held, the gallery decides what that means. */
  onOpen: (row: number, keys: OpenKeys) => void
  selected?: boolean
  onToggle?: (row: number, range: boolean) => void
  /** Decision value to show instead of the first direction's. */
  value?: number | undefined
  isCopy?: boolean
  tabIndex?: number
}

/** One image of a gallery with what the model made of it. */
export const Tile = memo(function Tile({
  row,
  onOpen,
  selected,
  onToggle,
  value,
  isCopy = false,
  tabIndex,
}: TileProps) {
  const { run, suspects } = useRun()
  const words = useImageWords()
  const { correct, confidence, decisionValue, prediction, flagged } = run.examples
  const wrong = correct[row] === 0
  return (
    <div className="tile" data-selected={selected || undefined} data-row={row}>
      <button
        type="button"
        className="tile-open"
        tabIndex={tabIndex}
        onClick={(event) =>
          onOpen(row, { toggle: event.ctrlKey || event.metaKey, range: event.shiftKey })
        }
      >
        <Thumbnail row={row} alt={words(row)} />
        {wrong && (
          <span className="badge wrong">→ {oneLine(cellText(prediction, row) ?? 'unknown')}</span>
        )}
        <span className="marks">
          {suspects.has(row) && <span className="mark">label?</span>}
          {isCopy && <span className="mark">copy</span>}
        </span>
        <span className="tile-numbers number">
          <span className={flagged[row] === 1 ? 'hard-text' : 'easy-text'}>
            {decimal(value ?? decisionValue[row])}
          </span>
          <span title="confidence">{decimal(confidence[row])}</span>
        </span>
      </button>
      {onToggle && (
        <input
          type="checkbox"
          className="tile-check"
          aria-label={`Select ${words(row)}`}
          tabIndex={tabIndex}
          checked={selected ?? false}
          onChange={(event) => onToggle(row, (event.nativeEvent as MouseEvent).shiftKey)}
        />
      )}
    </div>
  )
})
