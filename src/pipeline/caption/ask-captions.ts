import { resolve } from 'node:path'
import { DEFAULT_TEMPLATE } from '../../core/caption/caption-grammar.ts'
import { matrixRow } from '../../core/vectors/matrix.ts'
import { loadTextEncoder } from '../../encoders/text-encoder.ts'
import type { Config } from '../../run/config.ts'
import type { Effects } from '../../run/effects.ts'
import { ConfigError } from '../../run/errors.ts'
import { openRun, type Run, readEmbeddingRows } from '../run-folder/open-run.ts'
import { scoreKind } from './caption.ts'
import type { RunParts } from './caption-context.ts'
import { type CaptionList, listCaptions } from './caption-list.ts'
import { captionSource } from './caption-source.ts'
import { judgeText, type TextVerdict } from './caption-text.ts'
import { type CaptionVectors, loadCaptionVectors } from './caption-vectors.ts'

/**
 * What a finished run says about sentences of the user's own: score and rank under every direction, and the accuracy
 * on the held-out images nearest to them.
 *
 * Sentences need the run's text encoder, unless they stand among captions with precomputed vectors.
 *
 * @param folder - The run folder.
 * @param texts - Sentences.
 * @throws RunError if it is no finished run; ConfigError if there is nothing to embed a sentence with.
 * @example
 * await askCaptions('runs/faces', ['a photo of an old woman'])
 */
export async function askCaptions(
  folder: string,
  texts: readonly string[],
  effects: Effects = {},
): Promise<TextVerdict[]> {
  const run = await openRun(folder)
  const { config, base } = run.manifest
  const classes = run.directions.classes.map((found) => found.class)
  const captions = config.captions ?? { template: DEFAULT_TEMPLATE }
  const baseFolder = resolve(folder, base)
  const list = await listCaptions(captions, classes, config.method.profile, baseFolder)
  const { source } = await captionSource(config, baseFolder)
  const dimensions = run.standardizer.mean.length
  const vectors = await loadCaptionVectors(list, source, { runFolder: folder, dimensions }, effects)
  const encode = (unknown: readonly string[]) => encodeWith(config, baseFolder, unknown, effects)
  const asked = await vectorsOf(texts, list, vectors, encode)
  const score = scoreKind(captions, config.method)
  const { heldOutSplit } = config.method
  const parts = runParts(run)
  const verdicts: TextVerdict[] = []
  for (const [i, text] of texts.entries()) {
    const vector = asked[i] ?? new Float32Array(dimensions)
    verdicts.push(...(await judgeText(parts, list, vectors, { text, vector, score, heldOutSplit })))
  }
  return verdicts
}

async function encodeWith(
  { encoder }: Config,
  baseFolder: string,
  texts: readonly string[],
  effects: Effects,
): Promise<Float32Array[]> {
  if (encoder === undefined || !('model' in encoder)) {
    throw new ConfigError(
      `Cannot judge "${texts[0]}": it is not among the captions with precomputed vectors, and the run has no text encoder`,
      { hint: 'set encoder.model in the config, or ask for one of the captions of the run' },
    )
  }
  const tower = await loadTextEncoder(encoder, baseFolder)
  try {
    const encoded = await tower.encodeTexts(texts, effects)
    return texts.map((_, i) => matrixRow(encoded, i))
  } finally {
    await tower.close()
  }
}

/** The parts of a finished run that captions and groups are judged by. */
export function runParts(run: Run): RunParts {
  return { ...run, readRows: (rows) => readEmbeddingRows(run, rows) }
}

/** Vectors of texts: of the list where they stand in it, else encoded. */
async function vectorsOf(
  texts: readonly string[],
  list: CaptionList,
  { vectors }: CaptionVectors,
  encode: (texts: readonly string[]) => Promise<Float32Array[]>,
): Promise<(Float32Array | undefined)[]> {
  const known = new Map<string, Float32Array>()
  for (const text of texts) {
    const row = list.texts.indexOf(text)
    if (row >= 0 && row < vectors.rows) known.set(text, matrixRow(vectors, row))
  }
  const unknown = [...new Set(texts)].filter((text) => !known.has(text))
  const encoded = unknown.length > 0 ? await encode(unknown) : []
  for (const [i, text] of unknown.entries()) {
    const vector = encoded[i]
    if (vector) known.set(text, vector)
  }
  return texts.map((text) => known.get(text))
}
