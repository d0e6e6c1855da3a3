import { memo } from 'react'
import { cellText } from '../data/column.ts'
import { useRun } from '../frame/run-context.tsx'
import { decimal, oneLine, shortened } from '../words/format.ts'
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
  /** Likeness to the words asked for, instead of the decision value. */
  similarity?: number | undefined
  /** Splits that hold a near copy of this image. */
  copies?: string | undefined
  tabIndex?: number
}

/** One image of a gallery with what the model made of it. */
export const Tile = memo(function Tile({
  row,
  onOpen,
  selected,
  onToggle,
  value,
  similarity,
  copies,
  tabIndex,
}: TileProps) {
  const { run, suspects } = useRun()
  const words = useImageWords()
  const { correct, confidence, decisionValue, label, prediction, flagged } = run.examples
  const known = value ?? decisionValue[row] ?? Number.NaN
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
        {correct[row] === 0 && (
          <span className="badge wrong" title="true label → answer of the model">
            <span className="truth">{shortened(cellText(label, row) ?? '?')}</span>{' '}
            <span>→ {shortened(cellText(prediction, row) ?? 'unknown')}</span>
          </span>
        )}
        <span className="marks">
          {suspects.has(row) && <span className="mark">label?</span>}
          {copies !== undefined && <span className="mark">copy in {oneLine(copies)}</span>}
        </span>
        <span className="tile-numbers number">
          {similarity === undefined ? (
            <span className={sideClass(known, flagged[row])} title="decision value">
              {decimal(known)}
            </span>
          ) : (
            <span title="similarity to the words">{decimal(similarity, 3)}</span>
          )}
          <span title="confidence in the true label">{decimal(confidence[row])}</span>
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

/** Colour of a decision value: none where the class has no proven failure mode, since the value means nothing there. */
function sideClass(value: number, flagged: number | undefined): string | undefined {
  if (flagged === -1 || flagged === undefined || Number.isNaN(value)) return undefined
  return value <= 0 ? 'hard-text' : 'easy-text'
}

/** What the numbers below the images are. */
export function TileHead({ first = 'decision value' }: { first?: string }) {
  return (
    <p className="tile-head note">
      <span>left below each image: {first}</span> <span>right: confidence in the true label</span>
    </p>
  )
}
