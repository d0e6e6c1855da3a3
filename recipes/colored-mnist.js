// Coloured MNIST: is the digit below 5? The colour agrees with the label in a share p of the training images. Reads the
// four idx files of MNIST, gzipped or not.
//   node recipes/colored-mnist.js MNIST_FOLDER [P] [--pool]
// Writes data/colored-mnist/p-P.parquet, or with no P one table for each of the paper's twelve values.
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { randomSource, shuffled } from 'faultline/core'
import { readIdx } from './lib/binary-files.js'
import { paperSplits } from './lib/splits.js'
import { runConverter, writeImageTable } from './lib/write-tables.js'

export const SHARES = [0.08, 0.16, 0.24, 0.32, 0.4, 0.48, 0.52, 0.6, 0.68, 0.76, 0.84, 0.92]
const SIDE = 28

/**
 * Labels and colours of one split. Exactly floor(n noise) labels are flipped and exactly floor(n share) colours agree
 * with the label after flipping. (The paper's code draws them unseeded; here a seed and the split's name decide.)
 *
 * @param {ArrayLike<number>} digits - 0 to 9.
 * @param {{ noise: number, share: number, random: () => number }} options
 * @returns {{ label: number, tint: number, agrees: boolean }[]} Label 0 for digits below 5; tint 0 = red, 1 = green.
 */
export function colourDigits(digits, { noise, share, random }) {
  const n = digits.length
  const chosen = (count) => {
    const order = shuffled(
      Int32Array.from({ length: n }, (_, i) => i),
      random,
    )
    return new Set(order.subarray(0, count))
  }
  const flipped = chosen(Math.floor(n * noise))
  const agreeing = chosen(Math.floor(n * share))
  return Array.from(digits, (digit, i) => {
    const truth = digit < 5 ? 0 : 1
    const label = flipped.has(i) ? 1 - truth : truth
    const agrees = agreeing.has(i)
    return { label, tint: agrees ? label : 1 - label, agrees }
  })
}

/**
 * Rows of the table: validation is every fifth image of a class; the rest is trained on, or with a pool every second of
 * the rest, the others being the pool; the test is MNIST's own.
 *
 * @param {ArrayLike<number>} train - Digits of the training images.
 * @param {ArrayLike<number>} test
 * @param {{ share: number, pool?: boolean, seed?: number }} options - Share of the training images whose colour agrees.
 */
export function coloredMnistRows(train, test, { share, pool = false, seed = 0 }) {
  const binary = Array.from(train, (digit) => (digit < 5 ? 0 : 1))
  const splits = paperSplits(binary, { pool: pool ? 'every second' : 'none' })
  // Here the half that begins with the first image is trained on.
  const [trained, pooled] = pool ? [splits.pool, splits.train] : [splits.train, []]
  const all = Array.from({ length: test.length }, (_, i) => i)
  const parts = [
    { split: 'train', source: 'train', indices: trained, digits: train, noise: 0.25, share },
    { split: 'val', source: 'train', indices: splits.val, digits: train, noise: 0, share: 0.5 },
    { split: 'pool', source: 'train', indices: pooled, digits: train, noise: 0.25, share: 0.5 },
    { split: 'test', source: 'test', indices: all, digits: test, noise: 0, share: 0.5 },
  ]
  return parts.flatMap(({ split, source, indices, digits, noise, share: agreeing }) => {
    const random = randomSource(seed, 'colored mnist', split, agreeing)
    const own = indices.map((index) => digits[index])
    const coloured = colourDigits(own, { noise, share: agreeing, random })
    return coloured.map((colour, i) => ({ split, source, index: indices[i], ...colour }))
  })
}

/** A digit, 28 x 28, in the red or the green channel. */
function tinted(gray, tint) {
  const rgb = Buffer.alloc(3 * SIDE * SIDE)
  for (let i = 0; i < SIDE * SIDE; i++) rgb[3 * i + tint] = gray[i]
  return rgb
}

runConverter(import.meta.url, async (args) => {
  const [folder = '.', only] = args.filter((arg) => arg !== '--pool')
  const pool = args.includes('--pool')
  const read = (name) => {
    const file = join(folder, name)
    return readIdx(existsSync(file) ? file : `${file}.gz`)
  }
  const digits = {
    train: read('train-labels-idx1-ubyte').data,
    test: read('t10k-labels-idx1-ubyte').data,
  }
  const images = {
    train: read('train-images-idx3-ubyte').data,
    test: read('t10k-images-idx3-ubyte').data,
  }
  const out = join(dirname(fileURLToPath(import.meta.url)), 'data', 'colored-mnist')
  for (const share of only ? [Number(only)] : SHARES) {
    const rows = coloredMnistRows(digits.train, digits.test, { share, pool })
    const table = rows.map(({ source, index, label, split, agrees }) => ({
      id: `${source}-${index}`,
      label: label === 0 ? 'below five' : 'five and up',
      split,
      agrees,
    }))
    const pixels = (i) => {
      const { source, index, tint } = rows[i]
      return tinted(images[source].subarray(index * SIDE * SIDE), tint)
    }
    const file = join(out, `p-${share.toFixed(2)}.parquet`)
    await writeImageTable(file, table, { width: SIDE, height: SIDE, pixels })
  }
  return `${digits.train.length + digits.test.length} images read; wrote ${out}`
})
