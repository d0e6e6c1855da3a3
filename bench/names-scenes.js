import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomSource } from '../dist/core/index.js'
import { textAt } from '../dist/io/tables/column.js'
import { captionSource } from '../dist/pipeline/caption/caption-source.js'
import { loadCaptionVectors } from '../dist/pipeline/caption/caption-vectors.js'
import { listKnownCaptions } from '../dist/pipeline/caption/list-known-captions.js'
import { run } from '../dist/pipeline/run/run.js'
import { loadConfig } from '../dist/pipeline/run-folder/load-config.js'
import { openRun, readEmbeddingRows } from '../dist/pipeline/run-folder/open-run.js'
import { drawErrors } from './names-errors.js'

const DEMO = new URL('../demo/', import.meta.url).pathname
/** Attributes of the scenes and words that name them rightly. */
const CONCEPTS = [
  ['background', 'grass', ['grass', 'lawn', 'field', 'meadow']],
  ['background', 'water', ['water', 'sea', 'ocean']],
  ['background', 'snow', ['snow', 'winter']],
  ['background', 'sand', ['sand', 'beach', 'desert']],
  ['background', 'night', ['night', 'dark', 'stars']],
  ['background', 'indoors', ['indoors', 'inside', 'house', 'room', 'home']],
  ['background', 'road', ['road', 'street', 'city']],
  ['background', 'sky', ['sky', 'air', 'clouds', 'flying']],
  ['tint', 'red', ['red', 'crimson']],
  ['tint', 'yellow', ['yellow', 'golden']],
  ['tint', 'green', ['green']],
  ['tint', 'blue', ['blue']],
  ['tint', 'white', ['white']],
  ['tint', 'black', ['black']],
  ['tint', 'brown', ['brown']],
  ['size', 'small', ['small', 'tiny', 'little', 'distant', 'far away']],
  ['blur', 'blurry', ['blurry', 'blurred', 'out of focus', 'foggy', 'hazy']],
]

/** Settings on the bundled scenes: in one class, scenes with one attribute err more; names come from the default vocabulary. */
export async function* sceneSettings({ planted, nulls, first }) {
  const folder = await mkdtemp(join(tmpdir(), 'names-'))
  try {
    const { config, baseFolder } = await loadConfig(join(DEMO, 'faultline.json'))
    const { captions: _, ...plain } = config
    await run(plain, { folder, baseFolder, until: 'score' })
    const opened = await openRun(folder)
    const { examples } = opened
    const { source } = await captionSource(plain, baseFolder)
    const { list } = await listKnownCaptions({ ...plain, baseFolder }, examples.classes, source)
    const place = { runFolder: folder, dimensions: opened.standardizer.mean.length }
    const { vectors, references } = await loadCaptionVectors(list, source, place)
    for (let at = 0; at < planted + nulls; at++) {
      const seed = first + at
      const label = seed % examples.classes.length
      const concept = at < planted ? CONCEPTS[seed % CONCEPTS.length] : undefined
      const [column, value, words] = concept ?? []
      const random = randomSource('names on scenes', seed)
      const drawn = async (split) => {
        const rows = [...examples.labels.keys()].filter(
          (row) => examples.labels[row] === label && examples.splits[row] === split,
        )
        const hard = rows.map(
          (row) => +(concept !== undefined && textAt(examples.metadata[column], row) === value),
        )
        return { x: await readEmbeddingRows(opened, rows), ...drawErrors(hard, random) }
      }
      const [fit, heldOut] = [await drawn('val'), await drawn('test')]
      if (concept && fit.correct.every((right) => right === 1)) continue
      const own = list.classes[label]
      const captions = { texts: list.texts, vectors, rows: own.rows, parts: own.parts }
      const says = (text) => words.some((word) => text.includes(word))
      yield {
        ...{ fit, heldOut, captions, reference: references[label], seed },
        isRight: concept && ((caption) => says(list.texts[own.rows[caption]])),
      }
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}
