import { join } from 'node:path'
import { meanOfRows } from '../../core/svm/kernels/mean-of-rows.ts'
import { type Matrix, matrixRow } from '../../core/vectors/matrix.ts'
import type { TextEncoder } from '../../encoders/text-encoder.ts'
import type { RowReader } from '../../io/vectors/row-reader.ts'
import { openVectors } from '../../io/vectors/vectors.ts'
import type { Effects } from '../../run/effects.ts'
import { DataError } from '../../run/errors.ts'
import { RUN_FILES } from '../../run/files.ts'
import { chunkStore } from '../run-folder/chunk-store.ts'
import { digestJson } from '../run-folder/digest-json.ts'
import { checkUnchanged, type ReadFile } from '../run-folder/read-files.ts'
import { toolVersion } from '../run-folder/tool-version.ts'
import { userCacheFolder } from '../run-folder/user-cache.ts'
import type { CaptionList } from './caption-list.ts'
import { openTextCache } from './text-cache.ts'

/** Texts encoded between two files of the cache. */
const CHUNK_TEXTS = 1024

/** What is needed of a text encoder. */
export type TextTower = Pick<TextEncoder, 'encodeTexts' | 'close'>

/** Where the vectors of captions come from. */
export type TextSource =
  | { kind: 'file'; file: ReadFile }
  | {
      kind: 'encoder'
      /** Digests of the files of the model. */
      models: readonly string[]
      load: () => Promise<TextTower>
      /** Tells which words of a text the encoder does not know. */
      loadUnknownWords: () => Promise<(text: string) => string[]>
    }

/** Vectors of a caption list. */
export interface CaptionVectors {
  /** float32[m, d]; m is the number of texts, or of captions if there are no vectors of references. */
  vectors: Matrix
  /** Vector of each class's reference, float[d]. */
  references: ArrayLike<number>[]
}

/**
 * The vectors of captions and references: encoded, in chunks that are kept in the run folder by content, or read from the
 * config's file.
 *
 * A file has one row a text in the order of the list; the rows of references, which come last, may be missing. Then the
 * mean of a class's captions stands in for its reference, with a warning.
 *
 * @param runFolder - Where encoded texts are kept.
 * @throws DataError if the file has another number of rows or another d, or a number that is not finite.
 */
export async function loadCaptionVectors(
  list: CaptionList,
  source: TextSource,
  { runFolder, dimensions }: { runFolder: string; dimensions: number },
  effects: Effects = {},
): Promise<CaptionVectors> {
  const vectors =
    list.texts.length === 0
      ? { data: new Float32Array(), rows: 0, cols: dimensions }
      : source.kind === 'file'
        ? await readVectors(list, source.file)
        : await encodeTexts(list.texts, source, runFolder, effects)
  if (vectors.cols !== dimensions) {
    throw new DataError(
      `Cannot compare captions with images: text vectors of ${vectors.cols} numbers, expected ${dimensions}`,
      { hint: 'use the text vectors of the model that embedded the images' },
    )
  }
  const without = list.classes.filter(({ reference }) => reference >= vectors.rows)
  if (without.length > 0) {
    effects.onWarning?.({
      code: 'no-reference-vector',
      message: `No text vector for ${without.length} references such as "${list.texts[without[0]?.reference ?? 0]}": the mean of a class's captions stands in`,
      where: 'captions.embeddings',
    })
  }
  const references = list.classes.map(({ reference, rows }) =>
    reference < vectors.rows
      ? vectors.data.subarray(reference * vectors.cols, (reference + 1) * vectors.cols)
      : meanOfRows(vectors, rows),
  )
  return { vectors, references }
}

/** @throws DataError unless a file of vectors has a row for each caption of a list, or for each text. */
export function checkCaptionRows(
  { rows, path }: Pick<RowReader, 'rows' | 'path'>,
  list: CaptionList,
) {
  const { captions, texts } = list
  if (rows === texts.length || rows === captions) return
  throw new DataError(
    `Cannot read caption vectors "${path}": ${rows} rows, expected ${texts.length} (${captions} captions, then ${texts.length - captions} references)`,
    { path, hint: 'faultline caption --list CONFIG writes the texts in their order' },
  )
}

async function readVectors(list: CaptionList, read: ReadFile): Promise<Matrix> {
  const file = read.path
  const reader = await openVectors(file)
  try {
    const { rows, cols } = reader
    checkCaptionRows(reader, list)
    const data = await reader.readRows(0, rows)
    await checkUnchanged([read])
    const at = data.findIndex((value) => !Number.isFinite(value))
    if (at >= 0) {
      const row = Math.floor(at / cols) + 1
      throw new DataError(
        `Cannot read caption vectors "${file}": row ${row} holds ${data[at]}, expected finite numbers`,
        { path: file, row },
      )
    }
    return { data, rows, cols }
  } finally {
    await reader.close()
  }
}

/** Folder of the vectors of a list's texts, relative to the run folder. */
export function captionCache(
  { texts }: { texts: readonly string[] },
  { models }: TextSource & { kind: 'encoder' },
): string {
  return `${RUN_FILES.cache}/captions-${digestJson([toolVersion(), models, texts]).slice(0, 16)}`
}

async function encodeTexts(
  texts: readonly string[],
  source: TextSource & { kind: 'encoder' },
  runFolder: string,
  effects: Effects,
): Promise<Matrix> {
  const store = chunkStore(join(runFolder, captionCache({ texts }, source)))
  const finished = await store.finished()
  const chunks = Array.from({ length: Math.ceil(texts.length / CHUNK_TEXTS) }, (_, i) => i)
  const missing = chunks.filter((chunk) => !finished.has(chunk))
  if (missing.length > 0) {
    const { encode, close } = cachedEncoder(source, effects)
    try {
      for (const [at, chunk] of missing.entries()) {
        effects.signal?.throwIfAborted()
        const done = (chunks.length - missing.length + at) * CHUNK_TEXTS
        effects.onProgress?.({ step: 'caption', done, total: texts.length, unit: 'captions' })
        const start = chunk * CHUNK_TEXTS
        const part = texts.slice(start, start + CHUNK_TEXTS)
        const rows = part.map((_, i) => start + i)
        await store.write(chunk, { rows, failed: [] }, await encode(part))
      }
    } finally {
      await close()
    }
  }
  const { cols } = await store.read(0)
  const data = new Float32Array(texts.length * cols)
  for (const chunk of chunks) {
    data.set(await store.embeddings(chunk), chunk * CHUNK_TEXTS * cols)
  }
  return { data, rows: texts.length, cols }
}

/** Encodes texts, those that an earlier run has encoded excepted; loads the encoder when it is first needed. */
function cachedEncoder(source: TextSource & { kind: 'encoder' }, effects: Effects) {
  const cache = openTextCache(userCacheFolder('texts'), [toolVersion(), source.models])
  let encoder: TextTower | undefined
  return {
    encode: async (texts: readonly string[]): Promise<Matrix> => {
      const known = await cache.find(texts)
      const missing = [...new Set(texts)].filter((text) => !known.has(text))
      if (missing.length > 0) {
        encoder ??= await source.load()
        const vectors = await encoder.encodeTexts(missing, effects)
        for (const [i, text] of missing.entries()) known.set(text, matrixRow(vectors, i))
        await cache.keep(missing, vectors)
      }
      const cols = known.values().next().value?.length ?? 0
      const data = new Float32Array(texts.length * cols)
      for (const [i, text] of texts.entries()) data.set(known.get(text) ?? [], i * cols)
      return { data, rows: texts.length, cols }
    },
    close: async () => encoder?.close(),
  }
}
