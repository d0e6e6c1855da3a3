import { createHash } from 'node:crypto'

/** sha256 of a value as JSON with sorted keys. */
export function digestJson(value: unknown): string {
  const sorted = (_: string, inner: unknown) =>
    inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner
  return createHash('sha256')
    .update(JSON.stringify(value, sorted) ?? 'undefined')
    .digest('hex')
}
