import { useState } from 'react'
import { cellText } from '../data/column.ts'
import { useOutline, useRun } from '../frame/run-context.tsx'
import { oneLine } from '../words/format.ts'

interface ThumbnailProps {
  row: number
  /** Read out; empty where the words stand beside it. */
  alt?: string
}

/** The small image of an example, or its place where there is none. */
export function Thumbnail({ row, alt = '' }: ThumbnailProps) {
  const { run } = useOutline()
  const [broken, setBroken] = useState(false)
  const address = run.source.image(row, 'thumbnail')
  if (address === undefined || broken) {
    return (
      <span className="no-image">
        <span aria-hidden="true">no image</span>
        <span className="hidden">{alt}</span>
      </span>
    )
  }
  return (
    <img
      src={address}
      alt={alt}
      loading="lazy"
      decoding="async"
      draggable={false}
      onError={() => setBroken(true)}
    />
  )
}

/** What an example is, in words: `000012.jpg, cat, taken for dog`. */
export function useImageWords(): (row: number) => string {
  const { run } = useRun()
  const { ids, label, prediction, correct } = run.examples
  return (row) => {
    const truth = cellText(label, row) ?? 'no label'
    const wrong = correct[row] === 0 ? `, taken for ${cellText(prediction, row) ?? 'unknown'}` : ''
    return oneLine(`${ids[row]}, ${truth}${wrong}`)
  }
}
