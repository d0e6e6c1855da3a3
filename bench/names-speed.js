// What names cost: to score the paper's 112,752 CIFAR-10 captions for its ten classes, vectors given; and to encode 600
// phrases of the default vocabulary with the text tower of the demo. Vectors are drawn: time does not depend on them.
//   npm run setup && node bench/names-speed.js
import { normalDraw, randomSource } from '../dist/core/index.js'
import { loadTextEncoder } from '../dist/encoders/text-encoder.js'
import { scoreCaptions } from '../dist/pipeline/caption/score-captions.js'
import { builtInCaptions } from '../dist/pipeline/caption/sets/built-in-sets.js'
import { vocabularyOf } from '../dist/pipeline/caption/vocabulary/vocabulary.js'
import { loadConfig } from '../dist/pipeline/run-folder/load-config.js'

const DEMO = new URL('../demo/', import.meta.url).pathname
const CLASSES = 'airplane automobile bird cat deer dog frog horse ship truck'.split(' ')
const D = 512
/** Fitted images of a class. */
const IMAGES = 500
const PHRASES = 600

const random = randomSource('names speed')
const drawn = (rows) => ({
  data: Float32Array.from({ length: rows * D }, () => normalDraw(random)),
  rows,
  cols: D,
})
const seconds = async (work) => {
  const start = performance.now()
  await work()
  return ((performance.now() - start) / 1000).toFixed(2)
}

const classes = builtInCaptions('cifar', CLASSES)
const counts = classes.map(({ captions }) => captions.length)
const vectors = drawn(counts.reduce((sum, count) => sum + count, 0))
const fits = CLASSES.map(() => {
  const loss = Float64Array.from({ length: IMAGES }, () => (random() < 0.2 ? 1 + random() : 0))
  return { embeddings: drawn(IMAGES), loss }
})
const scoring = await seconds(() => {
  let first = 0
  for (const [at, fit] of fits.entries()) {
    const rows = Int32Array.from({ length: counts[at] }, (_, k) => first + k)
    scoreCaptions('correlation', { fit, reference: [] }, { vectors }, rows)
    first += counts[at]
  }
})
console.log(`${vectors.rows} captions for ${CLASSES.length} classes: ${scoring} s`)

const { config, baseFolder } = await loadConfig(`${DEMO}faultline.json`)
const tower = await loadTextEncoder(config.encoder, baseFolder)
const phrases = vocabularyOf('dog', []).map(({ text }) => text)
const texts = phrases.slice(0, PHRASES)
const encoding = await seconds(() => tower.encodeTexts(texts))
await tower.close()
console.log(`${texts.length} phrases by the text tower of the demo: ${encoding} s, once`)
