import { createHash } from 'node:crypto'

/** Characters that are gathered before they are hashed. */
const BLOCK = 65_536

/** sha256 of a value as JSON with sorted keys. The text is never whole: a million ids cost no memory. */
export function digestJson(value: unknown): string {
  const hash = createHash('sha256')
  let text = ''
  const add = (part: string) => {
    text += part
    if (text.length < BLOCK) return
    hash.update(text)
    text = ''
  }
  addJson(value, add)
  return hash.update(text).digest('hex')
}

/** What `JSON.stringify` gives, with sorted keys, part by part. */
function addJson(value: unknown, add: (part: string) => void): void {
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      add(i === 0 ? '[' : ',')
      addJson(isJson(value[i]) ? value[i] : null, add)
    }
    add(value.length === 0 ? '[]' : ']')
  } else if (value !== null && typeof value === 'object' && !('toJSON' in value)) {
    const entries = Object.entries(value).filter(([, inner]) => isJson(inner))
    entries
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .forEach(([key, inner], i) => {
        add(`${i === 0 ? '{' : ','}${JSON.stringify(key)}:`)
        addJson(inner, add)
      })
    add(entries.length === 0 ? '{}' : '}')
  } else add(JSON.stringify(value) ?? 'undefined')
}

/** Whether JSON knows such a value; it leaves out others. */
const isJson = (value: unknown) =>
  value !== undefined && typeof value !== 'function' && typeof value !== 'symbol'
