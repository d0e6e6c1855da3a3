import { readFile } from 'node:fs/promises'
import { normalDraw, randomSource } from '../dist/core/index.js'
import { readNpy } from '../dist/io/vectors/npy.js'
import { contentWords } from '../dist/pipeline/caption/caption-words.js'
import { drawErrors } from './names-errors.js'

const EXAMPLES = 250
/** Share of another image's vector, and length of noise, in a copy: few images make many. */
const MIXED = 0.5
const NOISE = 0.3
/** Fewest and most images of a concept, as shares. */
const RARE = 0.06
const COMMON = 0.45

/** Settings on vectors given by path: a word of the captions is planted, its images err more. */
export async function* vectorSettings({ images, texts, captions }, { planted, nulls, first }) {
  const list = JSON.parse(await readFile(captions, 'utf8'))
  const x = await matrixOf(images)
  const t = await matrixOf(texts)
  const words = list.map(({ caption }) => contentWords(caption))
  const files = [...new Set(list.map(({ file }) => file))]
  const firstRow = files.map((file) => list.findIndex((entry) => entry.file === file))
  const saying = new Map()
  for (const [caption, own] of words.entries())
    for (const word of own) saying.set(word, [...(saying.get(word) ?? []), caption])
  // An image has a concept if two of its captions, or the only one, say so.
  const perImage = Math.min(2, list.length / files.length)
  const concepts = [...saying].flatMap(([word, sayers]) => {
    const has = files.map(
      (file) => sayers.filter((caption) => list[caption].file === file).length >= perImage,
    )
    const share = has.filter(Boolean).length / files.length
    return share >= RARE && share <= COMMON ? [{ word, has }] : []
  })
  process.stderr.write(
    `${concepts.length} concepts: ${concepts.map(({ word }) => word).join(', ')}\n`,
  )
  const numbers = new Map([...saying.keys()].map((word, number) => [word, number]))
  const named = {
    texts: list.map(({ caption }) => caption),
    vectors: t,
    rows: list.map((_, row) => row),
    parts: words.map((own) => own.map((word) => numbers.get(word))),
  }
  const reference = meanRow(t)
  for (let at = 0; at < planted + nulls; at++) {
    const seed = first + at
    const concept = at < planted ? concepts[seed % concepts.length] : undefined
    const random = randomSource('names on vectors', seed)
    const drawn = () => {
      const copies = noisyCopies(x, firstRow, EXAMPLES, random)
      const hard = copies.from.map((image) => +(concept?.has[image] ?? false))
      return { x: copies.matrix, ...drawErrors(hard, random) }
    }
    yield {
      ...{ fit: drawn(), heldOut: drawn(), captions: named, reference, seed },
      isRight: concept && ((caption) => words[caption].includes(concept.word)),
    }
  }
}

async function matrixOf(file) {
  const { data, shape } = await readNpy(file)
  return { data: Float32Array.from(data), rows: shape[0], cols: shape[1] }
}

function noisyCopies(x, rows, count, random) {
  const { cols } = x
  const mean = meanRow(x)
  const data = new Float32Array(count * cols)
  const pick = () => Math.floor(random() * rows.length)
  const from = Array.from({ length: count }, pick)
  for (const [at, image] of from.entries()) {
    const [a, b] = [rows[image] * cols, rows[pick()] * cols]
    for (let j = 0; j < cols; j++) {
      const noise = (NOISE * normalDraw(random)) / Math.sqrt(cols)
      data[at * cols + j] = x.data[a + j] + MIXED * (x.data[b + j] - mean[j]) + noise
    }
  }
  return { from, matrix: { data, rows: count, cols } }
}

function meanRow({ data, rows, cols }) {
  const mean = new Float64Array(cols)
  for (let i = 0; i < data.length; i++) mean[i % cols] += data[i] / rows
  return mean
}
