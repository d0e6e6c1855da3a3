import type { FormEvent } from 'react'
import { useRun } from '../frame/run-context.tsx'
import { change, usePlace } from '../state/navigation.ts'
import { param } from '../state/place.ts'
import { SORTS, sortOf } from '../state/sorts.ts'
import type { Likeness } from './use-likeness.ts'

/** Search by letters, order by words, and the order otherwise. */
export function SearchBar({ likeness }: { likeness: Likeness }) {
  const { run } = useRun()
  const place = usePlace()
  const text = param(place, 'text') ?? ''
  const ask = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const asked = new FormData(event.currentTarget).get('text')
    if (typeof asked !== 'string') return
    const words = asked.trim() || undefined
    change({ text: words, sort: undefined, ...(!words && { 'f.similarity': undefined }) })
  }
  return (
    <>
      <input
        type="search"
        aria-label="Search ids, names, classes and other texts"
        placeholder="Search ids, classes, texts"
        value={param(place, 'q') ?? ''}
        onChange={(event) => change({ q: event.target.value || undefined }, { merge: 'q' })}
      />
      {run.facts.noAsk === undefined && (
        <form className="words-form" onSubmit={ask}>
          <input
            key={text}
            type="search"
            name="text"
            aria-label="Order by likeness to words"
            placeholder="Order by words"
            defaultValue={text}
            maxLength={500}
          />
          <button type="submit">Order</button>
          <span role="status" className="note">
            {likeness.state === 'asking' && 'asking …'}
            {likeness.problem}
          </span>
        </form>
      )}
      <label>
        Sort{' '}
        <select
          value={sortOf(place)}
          onChange={(event) => change({ sort: event.target.value })}
          title="Hardest and easiest by decision value; images of classes without a failure mode come last"
        >
          {Object.entries(SORTS)
            .filter(([name]) => name !== 'similar' || likeness.values)
            .map(([name, words]) => (
              <option key={name} value={name}>
                {words}
              </option>
            ))}
        </select>
      </label>
    </>
  )
}
