// How often a sentence about something that no image shows is told to be like nothing in the data, and how often one about
// something that is there: the bundled scenes of two classes at a time, their default vocabulary, sentences about all eight.
//   npm run setup && node bench/names-absent.js
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { wilsonInterval } from '../dist/core/index.js'
import { loadTextEncoder } from '../dist/encoders/text-encoder.js'
import { textAt } from '../dist/io/tables/column.js'
import { contentWords, unknownContent } from '../dist/pipeline/caption/caption-words.js'
import { likenessTo } from '../dist/pipeline/caption/text-likeness.js'
import { vocabularyOf } from '../dist/pipeline/caption/vocabulary/vocabulary.js'
import { run } from '../dist/pipeline/run/run.js'
import { loadConfig } from '../dist/pipeline/run-folder/load-config.js'
import { openRun, readEmbeddingRows } from '../dist/pipeline/run-folder/open-run.js'

const DEMO = new URL('../demo/', import.meta.url).pathname
/** Words that the demo's tower knows for each class. */
const NAMES = {
  dog: ['dog', 'puppy', 'hound'],
  cat: ['cat', 'kitten', 'kitty'],
  car: ['car', 'automobile', 'taxi'],
  truck: ['truck', 'lorry'],
  bird: ['bird', 'songbird', 'fowl'],
  airplane: ['airplane', 'aeroplane', 'jet'],
  boat: ['boat', 'ship', 'vessel'],
  fish: ['fish', 'goldfish', 'shark'],
}
const PLACES = {
  grass: 'on the grass',
  water: 'in the water',
  snow: 'in the snow',
  sand: 'on the sand',
  night: 'at night',
  indoors: 'indoors',
  road: 'on the road',
  sky: 'in the sky',
}
/** Scenes of a class in a place from which on a sentence about it is one about something that is there. */
const ENOUGH = 10

const { config, baseFolder } = await loadConfig(join(DEMO, 'faultline.json'))
const folder = await mkdtemp(join(tmpdir(), 'absent-'))
await run(config, { folder, baseFolder, until: 'score' })
const opened = await openRun(folder)
const { classes, labels, metadata, splits } = opened.examples
const rows = [...labels.keys()].filter((row) => splits[row] !== 'pool')
const tower = await loadTextEncoder(config.encoder, baseFolder)
const isIn = (row, k, place) => labels[row] === k && textAt(metadata.background, row) === place
const sentences = classes.flatMap((name, k) =>
  NAMES[name].flatMap((word) => [
    { k, text: `a ${word}` },
    ...Object.entries(PLACES).map(([place, words]) => ({ k, place, text: `a ${word} ${words}` })),
  ]),
)
const texts = await tower.encodeTexts(sentences.map(({ text }) => text))
const rowOf = ({ data, cols }, row) => data.subarray(row * cols, (row + 1) * cols)

const counts = { 'of another class': [0, 0], 'in another place': [0, 0], 'that is there': [0, 0] }
for (let a = 0; a < classes.length; a++) {
  for (let b = a + 1; b < classes.length; b++) {
    const own = rows.filter((row) => labels[row] === a || labels[row] === b)
    const captions = [a, b]
      .flatMap((k) => vocabularyOf(classes[k], []).map(({ text }) => text))
      .filter((text) => unknownContent(text, tower.unknownWords).length === 0)
    const like = likenessTo({
      images: await readEmbeddingRows(opened, own),
      vocabulary: await tower.encodeTexts(captions),
      words: captions.map(contentWords),
      strings: undefined,
    })
    for (const [at, { k, place, text }] of sentences.entries()) {
      const isOwn = k === a || k === b
      const shown = own.filter((row) => place === undefined || isIn(row, k, place)).length
      const kind = !isOwn
        ? 'of another class'
        : shown < ENOUGH
          ? 'in another place'
          : 'that is there'
      const words = contentWords(text)
      const told = like({ text, vector: rowOf(texts, at), words, unknownWords: [] })
      counts[kind][0] += told === null ? 0 : 1
      counts[kind][1] += 1
    }
  }
}
await tower.close()
await rm(folder, { recursive: true })
for (const [kind, [told, of]] of Object.entries(counts)) {
  const [low, high] = wilsonInterval(told, of).map((share) => `${(100 * share).toFixed(0)} %`)
  console.log(
    `something ${kind}: told to be like nothing ${told} of ${of} (${((100 * told) / of).toFixed(0)} %, 95 % interval ${low} to ${high})`,
  )
}
