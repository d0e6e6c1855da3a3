import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { type Matrix, matrixRow } from '../../core/vectors/matrix.ts'
import { writeJson } from '../../io/files/write-atomic.ts'
import { readNpy, writeNpy } from '../../io/vectors/npy.ts'
import { digestJson } from '../run-folder/digest-json.ts'
import { removeOldest } from '../run-folder/user-cache.ts'

/** Bytes that the vectors of texts may take, of all encoders together; the oldest go first. */
const MOST_BYTES = 256 * 2 ** 20

const textsSchema = z.array(z.string())

/** Vectors of texts by one encoder, kept across runs. */
export interface TextCache {
  /** The vectors that are there, float32[d] each. */
  find(texts: readonly string[]): Promise<Map<string, Float32Array>>
  keep(texts: readonly string[], vectors: Matrix): Promise<void>
}

/**
 * The vectors of one encoder, in files of one batch each: `HASH.npy`, then `HASH.json` with its texts. A batch that was
 * cut short has no texts and counts for nothing; a damaged one is left out. A cache that cannot be written is none.
 *
 * @param folder - Of all encoders; undefined = nothing is kept.
 * @param identity - Everything that a vector depends on but the text, as JSON.
 */
export function openTextCache(folder: string | undefined, identity: unknown): TextCache {
  if (folder === undefined) return { find: async () => new Map(), keep: async () => {} }
  const own = join(folder, digestJson(identity).slice(0, 16))
  return {
    find: async (texts) => {
      const wanted = new Set(texts)
      const found = new Map<string, Float32Array>()
      for (const name of await readdir(own).catch(() => [])) {
        if (!name.endsWith('.json')) continue
        for (const [text, vector] of await readBatch(join(own, name.slice(0, -5))))
          if (wanted.has(text)) found.set(text, vector)
      }
      return found
    },
    keep: async (texts, vectors) => {
      const path = join(own, digestJson(texts).slice(0, 16))
      try {
        await writeNpy(`${path}.npy`, vectors.data, [vectors.rows, vectors.cols])
        await writeJson(`${path}.json`, texts)
        await removeOldest(folder, MOST_BYTES)
      } catch {
        // No place or no right to write there: the run goes on without.
      }
    },
  }
}

async function readBatch(path: string): Promise<[string, Float32Array][]> {
  try {
    const texts = textsSchema.parse(JSON.parse(await readFile(`${path}.json`, 'utf8')))
    const { data, shape } = await readNpy(`${path}.npy`)
    const [rows = 0, cols = 0] = shape
    if (rows !== texts.length) return []
    const vectors = { data: Float32Array.from(data), rows, cols }
    return texts.map((text, row) => [text, matrixRow(vectors, row)])
  } catch {
    return [] // damaged, or being removed by another run
  }
}
