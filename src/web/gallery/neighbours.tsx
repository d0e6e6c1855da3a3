import { useEffect, useState } from 'react'
import type { NearRow } from '../../run/explorer.ts'
import { useRun } from '../frame/run-context.tsx'
import { decimal } from '../words/format.ts'
import { openImage } from './open-image.ts'
import { Thumbnail, useImageWords } from './thumbnail.tsx'

/** Milliseconds that an image must stay open before its neighbours are looked up: who pages on does not wait for them. */
const WAIT = 250

type Found = 'waiting' | 'unknown' | readonly NearRow[]

/** Images whose embeddings are nearest to that of an image. */
export function Neighbours({ row }: { row: number }) {
  const { run } = useRun()
  const words = useImageWords()
  const [near, setNear] = useState<Found>('waiting')
  useEffect(() => {
    const leaving = new AbortController()
    const timer = setTimeout(() => {
      run.source.neighbours(row, leaving.signal).then(
        (found) => setNear(found ?? 'unknown'),
        () => leaving.signal.aborted || setNear('unknown'),
      )
    }, WAIT)
    return () => {
      clearTimeout(timer)
      leaving.abort()
    }
  }, [run, row])
  if (near === 'unknown') return <p className="note">Nearest images are not known here.</p>
  return (
    <section className="neighbours" aria-label="Nearest images" aria-busy={near === 'waiting'}>
      <h3>Nearest images, by cosine</h3>
      <div>
        {near !== 'waiting' &&
          near.map(({ row: other, similarity }) => (
            <button key={other} type="button" onClick={() => openImage(other)}>
              <Thumbnail row={other} alt={words(other)} />
              <span className="number">{decimal(similarity)}</span>
            </button>
          ))}
      </div>
    </section>
  )
}
