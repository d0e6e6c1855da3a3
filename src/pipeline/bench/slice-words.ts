import { resolve } from 'node:path'
import type { Matrix } from '../../core/vectors/matrix.ts'
import { loadTextEncoder } from '../../encoders/text-encoder.ts'
import { textTowerOf } from '../caption/caption-source.ts'
import { unknownContent } from '../caption/caption-words.ts'
import type { Run } from '../run-folder/open-run.ts'

/** Words with their vectors, float32[words, d]. */
export interface BenchWords {
  texts: readonly string[]
  vectors: Matrix
}

/** What an attribute is called: its value, or its column where the value is a yes. A no has no word. */
export function wordOf({ column, value }: { column: string; value: string }): string | undefined {
  if (/^(-?[\d.]+|false|no)$/i.test(value) && Number(value) !== 1) return undefined
  return (/^([\d.]+|true|yes)$/i.test(value) ? column : value).replaceAll('_', ' ')
}

/**
 * The words that slices can be called by, one of each, with their vectors: the run's classes and what its attributes are
 * called, as far as the text tower knows them.
 *
 * @returns undefined where the run has no text tower.
 */
export async function readWords(
  { folder, manifest: { base, config } }: Run,
  names: readonly string[],
): Promise<BenchWords | undefined> {
  const towerConfig = textTowerOf(config)
  if (!towerConfig) return undefined
  const tower = await loadTextEncoder(towerConfig, resolve(folder, base))
  try {
    const texts = [...new Set(names)].filter(
      (text) => unknownContent(text, tower.unknownWords).length === 0,
    )
    return { texts, vectors: await tower.encodeTexts(texts) }
  } finally {
    await tower.close()
  }
}
