/** Stands in the address for rows that are too many for it and kept beside it. */
export const STORED = 'kept'

/**
 * Ascending row numbers as a short text: steps from one range to the next, in base 36.
 * `[3, 4, 5, 9]` is `3-2.4`: start at 3, two more; then 4 past the last.
 */
export function encodeRows(rows: ArrayLike<number>): string {
  const parts: string[] = []
  let last = 0
  for (let i = 0; i < rows.length; ) {
    const start = rows[i] ?? 0
    let length = 1
    while (i + length < rows.length && rows[i + length] === start + length) length++
    const more = length > 1 ? `-${(length - 1).toString(36)}` : ''
    parts.push(`${(start - last).toString(36)}${more}`)
    last = start + length - 1
    i += length
  }
  return parts.join('.')
}

/** The rows of such a text, ascending; undefined if it is malformed or goes past `count` rows. */
export function decodeRows(text: string, count: number): Int32Array | undefined {
  const rows: number[] = []
  let last = 0
  for (const part of text === '' ? [] : text.split('.')) {
    const match = /^([0-9a-z]{1,6})(?:-([0-9a-z]{1,6}))?$/.exec(part)
    if (!match) return undefined
    const start = last + Number.parseInt(match[1] ?? '', 36)
    const end = start + Number.parseInt(match[2] ?? '0', 36)
    if (end >= count || (rows.length > 0 && start <= last)) return undefined
    for (let row = start; row <= end; row++) rows.push(row)
    last = end
  }
  return Int32Array.from(rows)
}
