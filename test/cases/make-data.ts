import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer'
import sharp from 'sharp'
import { normalDraw, type Random, randomSource } from '../../src/core/vectors/random.ts'
import { formatNpy } from '../../src/io/vectors/npy.ts'
import { writeTinyClassifier, writeTinyClip } from '../tiny-onnx/index.ts'

/** Dimensions of the vectors. */
const D = 12
const SPLITS = { train: 30, val: 70, test: 50, pool: 15 }
const CLASSES = ['fox', 'hen', 'owl'] as const

interface Row {
  id: string
  split: string
  label: number
  night: boolean
  prediction: number
  confidence: number
}

/** Probability of an error, of an example of a class by day or night. */
type ErrorRate = (label: number, night: boolean) => number

/** Examples of every split and class, in no order, a third of them by night; and their vectors, where night is one axis. */
function table(random: Random, errorRate: ErrorRate): { rows: Row[]; vectors: Float32Array } {
  const rows = Object.entries(SPLITS).flatMap(([split, perClass]) =>
    Array.from({ length: perClass * CLASSES.length }, (_, i): Row => {
      const label = i % CLASSES.length
      const night = random() < 1 / 3
      const isWrong = random() < errorRate(label, night)
      const prediction = isWrong ? (label + 1) % CLASSES.length : label
      const confidence = Math.round(1000 * (isWrong ? 0.4 * random() : 0.6 + 0.4 * random())) / 1000
      return { id: `${split}-${i}`, split, label, night, prediction, confidence }
    }),
  )
  const vectors = Float32Array.from(
    rows.flatMap(({ label, night }) =>
      Array.from({ length: D }, (_, j) => {
        const mean = j === label ? 3 : j === 4 && night ? 2.5 : 0
        return mean + normalDraw(random)
      }),
    ),
  )
  return { rows, vectors }
}

const csv = (rows: readonly object[]) =>
  `${[Object.keys(rows[0] ?? {}), ...rows.map((row) => Object.values(row))].join('\n')}\n`

const named = ({ id, split, label, night, prediction, confidence }: Row) => ({
  id,
  split,
  label: CLASSES[label],
  prediction: CLASSES[prediction],
  confidence,
  time: night ? 'night' : 'day',
})

/** Writes what the cases read: once, by `npm run cases -- --data`; the files are in the repository. */
export async function makeData(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const write = (name: string, data: string | Uint8Array) => writeFile(join(folder, name), data)
  const rates: Record<string, ErrorRate> = {
    planted: (label, night) => (label === 0 && night ? 0.75 : label === 2 ? 0.01 : 0.1),
    nothing: () => 0.15,
    few: (label, night) => (label === 0 && night ? 0.6 : 0),
  }
  for (const [name, rate] of Object.entries(rates)) {
    const { rows, vectors } = table(randomSource(1, name), rate)
    if (name === 'few') markOneError(rows)
    await write(`${name}.csv`, csv(rows.map(named)))
    await write(`${name}.npy`, formatNpy(vectors, [rows.length, D]))
  }
  await write('labels.csv', multiLabelTable())
  await write('numbers.parquet', numbersTable())
  await write('pictures.parquet', await pictureTable())
  await writeTinyClip(join(folder, 'clip'))
  await writeTinyClassifier(join(folder, 'classifier.onnx'))
}

/** A class with a single error, next to one with none. */
function markOneError(rows: Row[]): void {
  const row = rows.find(({ split, label }) => split === 'val' && label === 1)
  if (row) Object.assign(row, { prediction: 0, confidence: 0.2 })
}

/** Two labels of which an example may have both, with the probabilities of a model that misses foxes by night. */
function multiLabelTable(): string {
  const random = randomSource(1, 'planted')
  const { rows } = table(random, () => 0.1)
  return csv(
    rows.map(({ id, split, label, night, prediction }) => {
      const missed = label === 0 && night && random() < 0.75
      const p = (isThere: boolean) => (isThere ? 0.5 : 0) + Math.round(500 * random()) / 1000
      return {
        id,
        split,
        fox: Number(label === 0),
        bird: Number(label !== 0),
        p_fox: p(label === 0 && !missed),
        p_bird: p(prediction !== 0),
      }
    }),
  )
}

/** Class numbers, a probability a class, no label in the pool, as a data frame leaves them. */
function numbersTable(): Uint8Array {
  const random = randomSource(1, 'planted')
  const { rows } = table(random, (label, night) => (label === 0 && night ? 0.75 : 0.1))
  const probabilities = rows.map(({ prediction, confidence, label }) => {
    const top = prediction === label ? confidence : 1 - confidence
    return CLASSES.map((_, k) => (k === prediction ? top : (1 - top) / (CLASSES.length - 1)))
  })
  const columns: ColumnSource[] = [
    { name: 'id', type: 'STRING', data: rows.map(({ id }) => id) },
    { name: 'fold', type: 'STRING', data: rows.map(({ split }) => split) },
    {
      name: 'y',
      type: 'INT32',
      nullable: true,
      data: rows.map(({ split, label }) => (split === 'pool' ? null : label)),
    },
    ...CLASSES.map(
      (name, k): ColumnSource => ({
        name: `p_${name}`,
        type: 'DOUBLE',
        data: probabilities.map((row) => row[k]),
      }),
    ),
  ]
  return new Uint8Array(parquetWriteBuffer({ columnData: columns, createdBy: 'cases' }))
}

/** Pictures of one colour each, as bytes in a column: dark cats are taken for dogs. One of them cannot be read. */
async function pictureTable(): Promise<Uint8Array> {
  const random = randomSource(1, 'pictures')
  const rows = Object.entries({ train: 20, val: 120, test: 80 }).flatMap(([split, count]) =>
    Array.from({ length: count }, (_, i) => ({ split, label: i % 2, dark: i % 3 === 0 })),
  )
  const pictures = await Promise.all(
    rows.map(({ dark }, i) => {
      if (i === 25) return new TextEncoder().encode('not a picture')
      const level = (dark ? 30 : 150) + Math.floor(60 * random())
      const pixels = Uint8Array.from({ length: 192 }, () => level + Math.floor(30 * random()))
      return sharp(pixels, { raw: { width: 8, height: 8, channels: 3 } })
        .png()
        .toBuffer()
    }),
  )
  const wrong = rows.map(({ label, dark }) => random() < (label === 0 && dark ? 0.85 : 0.1))
  const names = ['cat', 'dog']
  const columns: ColumnSource[] = [
    { name: 'id', type: 'STRING', data: rows.map(({ split }, i) => `${split}/${i}`) },
    { name: 'image', type: 'BYTE_ARRAY', data: pictures },
    { name: 'split', type: 'STRING', data: rows.map(({ split }) => split) },
    { name: 'label', type: 'STRING', data: rows.map(({ label }) => names[label]) },
    {
      name: 'prediction',
      type: 'STRING',
      data: rows.map(({ label }, i) => names[wrong[i] ? 1 - label : label]),
    },
    { name: 'light', type: 'STRING', data: rows.map(({ dark }) => (dark ? 'dark' : 'bright')) },
  ]
  return new Uint8Array(parquetWriteBuffer({ columnData: columns, createdBy: 'cases' }))
}
