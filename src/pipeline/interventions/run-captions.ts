import { join } from 'node:path'
import { type Matrix, matrixRow } from '../../core/vectors/matrix.ts'
import { isThere } from '../../io/files/is-folder.ts'
import type { Column } from '../../io/tables/column.ts'
import { openParquet } from '../../io/tables/parquet.ts'
import { type CaptionRow, captionRowSchema } from '../../run/captions-file.ts'
import type { Effects } from '../../run/effects.ts'
import { DataError } from '../../run/errors.ts'
import { RUN_FILES } from '../../run/files.ts'
import { listCaptions } from '../caption/caption-list.ts'
import { captionSource } from '../caption/caption-source.ts'
import { loadCaptionVectors } from '../caption/caption-vectors.ts'
import type { Run } from '../run-folder/open-run.ts'
import { checkRecorded } from '../run-folder/read-files.ts'
import type { RunWords, TextVectors } from './caption-targets.ts'

/** The captions of a run, the reference caption of each class, and text vectors in the space of its images. */
export async function runWords(
  run: Run,
  baseFolder: string,
  effects: Effects = {},
): Promise<RunWords> {
  const { config, classes } = run.manifest
  const { captions, method } = config
  const list = captions && (await listCaptions(captions, classes, method.profile, baseFolder))
  const references = new Map(
    list?.classes.map(({ class: name, reference }) => [name, list.texts[reference]]),
  )
  return {
    rows: await readCaptionRows(run),
    reference: (name) => references.get(name) ?? `a photo of a ${name}`,
    textVectors: runTextVectors(run, baseFolder, effects),
  }
}

/** Rows of `captions.parquet`; none if there is no such file. */
async function readCaptionRows(run: Run): Promise<CaptionRow[]> {
  const path = join(run.folder, RUN_FILES.captions)
  if (!(await isThere(path))) return []
  const table = await openParquet(path)
  const columns = new Map<string, Column | undefined>()
  for (const name of table.names) columns.set(name, await table.column(name))
  return Array.from({ length: table.rows }, (_, row) => {
    const cells = [...columns].map(([name, column]) => {
      const value = column && 'values' in column ? column.values[row] : undefined
      return [name, value === undefined || Number.isNaN(value) ? null : value]
    })
    return captionRowSchema.parse(Object.fromEntries(cells))
  })
}

/** Text vectors in the space of a run's images: by its encoder's text tower, or out of the file that the config names. */
function runTextVectors(run: Run, baseFolder: string, effects: Effects = {}): TextVectors {
  const known = new Map<string, Float32Array>()
  return async (texts) => {
    const missing = [...new Set(texts)].filter((text) => !known.has(text))
    if (missing.length > 0) {
      const vectors = await vectorsOf(run, baseFolder, missing, effects)
      missing.forEach((text, i) => {
        known.set(text, matrixRow(vectors, i))
      })
    }
    const cols = run.standardizer.mean.length
    const data = new Float32Array(texts.length * cols)
    texts.forEach((text, i) => {
      data.set(known.get(text) ?? [], i * cols)
    })
    return { data, rows: texts.length, cols }
  }
}

async function vectorsOf(
  run: Run,
  baseFolder: string,
  texts: readonly string[],
  effects: Effects,
): Promise<Matrix> {
  const { config, classes } = run.manifest
  const { source, inputs } = await captionSource(config, baseFolder)
  checkRecorded(inputs, run)
  const cols = run.standardizer.mean.length
  if (source.kind === 'encoder') {
    const encoder = await source.load()
    try {
      const vectors = await encoder.encodeTexts(texts, effects)
      if (vectors.cols === cols) return vectors
      throw new DataError(`Cannot use texts: vectors of ${vectors.cols} numbers, expected ${cols}`)
    } finally {
      await encoder.close()
    }
  }
  const list = await listCaptions(config.captions ?? {}, classes, config.method.profile, baseFolder)
  const place = { runFolder: run.folder, dimensions: cols }
  const { vectors, references } = await loadCaptionVectors(list, source, place, effects)
  const data = new Float32Array(texts.length * cols)
  texts.forEach((text, i) => {
    const at = list.texts.indexOf(text)
    const label = list.classes.findIndex(({ reference }) => reference === at)
    const vector = label >= 0 ? references[label] : at >= 0 ? matrixRow(vectors, at) : undefined
    if (!vector) {
      throw new DataError(
        `Cannot use the text "${text}": captions.embeddings has no vector of it`,
        {
          hint: 'use a text of the caption list: faultline caption --list CONFIG',
        },
      )
    }
    data.set(vector, i * cols)
  })
  return { data, rows: texts.length, cols }
}
