import { createHash, type Hash } from 'node:crypto'
import type { Dataset } from '../../io/dataset/dataset.ts'

/** sha256 of everything that a table says of its examples, images aside. */
export function digestTable(table: Dataset): string {
  const hash = createHash('sha256')
  const { classes, ids, splits, labels, predictions, confidence, probabilities, metadata } = table
  for (const texts of [classes, ids, splits]) addTexts(hash, texts)
  for (const numbers of [labels, predictions, confidence]) addNumbers(hash, numbers)
  if (probabilities) addNumbers(hash, probabilities.data)
  for (const [name, { kind, values }] of Object.entries(metadata)) {
    addTexts(hash, [name, kind])
    if (kind === 'number') addNumbers(hash, values)
    else addTexts(hash, values)
  }
  return hash.digest('hex')
}

/** sha256 of a list of texts, in its order. */
export function digestTexts(values: readonly (string | undefined)[]): string {
  const hash = createHash('sha256')
  addTexts(hash, values)
  return hash.digest('hex')
}

/** Each text as JSON on a line of its own, and a line that no text gives at the end. */
function addTexts(hash: Hash, values: readonly unknown[]): void {
  for (const value of values) hash.update(`${JSON.stringify(value ?? null)}\n`)
  hash.update('end\n')
}

function addNumbers(hash: Hash, { buffer, byteOffset, byteLength }: NodeJS.TypedArray): void {
  hash.update(new Uint8Array(buffer, byteOffset, byteLength))
}
