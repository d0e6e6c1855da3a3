import { type Ref, useState } from 'react'
import { readSetting, writeSetting } from '../data/settings.ts'
import { GLOSSARY } from '../words/glossary.ts'

const KEYS: readonly [string, string][] = [
  ['?', 'this list'],
  ['1 … 7', 'overview, images, map, confusion, labels, ask, before and after'],
  ['/', 'search'],
  ['Esc', 'close; clear the selection'],
  ['Ctrl Z, Ctrl Shift Z', 'undo, redo: places, filters, selections, decisions, tags and notes'],
  ['t', 'theme: as the system, light, dark'],
  ['arrows', 'from image to image, in every gallery and in the large view'],
  ['Enter', 'open the image'],
  ['x', 'select the image; with Shift all from the last one'],
  ['l', 'on the map: lasso on or off; drawing with Shift adds, with Alt takes away'],
  ['+, −, 0', 'on the map: closer, further, all of it'],
]

/** The keys, the words, and a switch for single-letter keys. */
export function KeysDialog({ ref }: { ref: Ref<HTMLDialogElement> }) {
  const [on, setOn] = useState(() => readSetting('keys') !== 'off')
  return (
    <dialog ref={ref} className="keys" aria-labelledby="keys-title">
      <form method="dialog">
        <h2 id="keys-title">Keys</h2>
        <dl className="key-list">
          {KEYS.map(([key, what]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
        <label className="check">
          <input
            type="checkbox"
            checked={on}
            onChange={(event) => {
              setOn(event.target.checked)
              writeSetting('keys', event.target.checked ? 'on' : 'off')
            }}
          />
          Single-letter keys
        </label>
        <h2>Words</h2>
        <dl className="word-list">
          {Object.entries(GLOSSARY).map(([term, meaning]) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
        <button type="submit" className="primary">
          Close
        </button>
      </form>
    </dialog>
  )
}
