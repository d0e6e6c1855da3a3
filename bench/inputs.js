// Time of what stands around the numbers: encoding with the native runtime and with WebAssembly, decoding and resizing, reading
// tables and vectors. Kinds that do the same work are run in turn, so that the machine's mood strikes both.
//   node scripts/setup.js build && node bench/inputs.js [--runs 9] [encode | resize | io]...
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import sharp from 'sharp'
import { randomSource } from '../dist/core/vectors/random.js'
import { openOnnxHere } from '../dist/encoders/onnx/onnx-here.js'
import { loadOnnxRuntime } from '../dist/encoders/onnx/onnx-runtime.js'
import { decodeImage } from '../dist/io/images/decode-image.js'
import { resizeImage } from '../dist/io/images/resize-image.js'
import { readCsv } from '../dist/io/tables/csv.js'
import { openParquet } from '../dist/io/tables/parquet.js'
import { writeParquet } from '../dist/io/tables/write-parquet.js'
import { formatNpy, readNpy } from '../dist/io/vectors/npy.js'

const { values, positionals } = parseArgs({
  options: { runs: { type: 'string', default: '9' } },
  allowPositionals: true,
})
const runs = Number(values.runs)
const random = randomSource(1, 'bench')
const folder = await mkdtemp(join(tmpdir(), 'faultline-bench-'))

/** Runs every kind in turn, once to warm up, and prints milliseconds and each kind's median as a ratio to the first's. */
async function compare(title, kinds) {
  const times = Object.fromEntries(Object.keys(kinds).map((name) => [name, []]))
  for (let i = -1; i < runs; i++) {
    for (const [name, work] of Object.entries(kinds)) {
      const start = performance.now()
      await work()
      if (i >= 0) times[name].push(performance.now() - start)
    }
  }
  const medianOf = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)]
  const base = medianOf(Object.values(times)[0])
  console.log(`\n${title}, ${runs} runs, milliseconds`)
  console.log(
    `${''.padEnd(40)}${['min', 'median', 'max', 'ratio'].map((h) => h.padStart(10)).join('')}`,
  )
  for (const [name, list] of Object.entries(times)) {
    const numbers = [Math.min(...list), medianOf(list), Math.max(...list), medianOf(list) / base]
    console.log(`${name.padEnd(40)}${numbers.map((x) => x.toFixed(2).padStart(10)).join('')}`)
  }
}

async function encode() {
  const file = fileURLToPath(new URL('../demo/models/clip/onnx/vision_model.onnx', import.meta.url))
  const missing = () => Promise.reject(new Error('left out for the comparison'))
  const native = await openOnnxHere(file, 'cpu')
  const wasm = await openOnnxHere(file, 'cpu', () => loadOnnxRuntime(missing))
  const { name } = native.inputs[0]
  const output = native.outputs[0].name
  const dims = [32, 3, 96, 96]
  const pixels = Float32Array.from({ length: 32 * 3 * 96 * 96 }, random)
  const batch = (session) => () =>
    session.run({ [name]: { type: 'float32', data: pixels.slice(), dims } }, output)
  await compare("32 images of 96 pixels through the demo's image tower", {
    'native onnxruntime': batch(native),
    WebAssembly: batch(wasm),
  })
}

async function resize() {
  const [width, height] = [640, 480]
  const data = Uint8Array.from({ length: width * height * 3 }, () => 256 * random())
  const raw = { width, height, channels: 3 }
  const jpeg = await sharp(data, { raw }).blur(3).jpeg({ quality: 90 }).toBuffer()
  await compare('640 x 480 pixels to 224 x 224, bicubic', {
    "ours, Pillow's sums": () => resizeImage({ width, height, data }, 224, 224, 'cubic'),
    'libvips, other sums': () =>
      sharp(data, { raw }).resize(224, 224, { fit: 'fill', kernel: 'cubic' }).raw().toBuffer(),
  })
  await compare('A JPEG of 640 x 480 pixels', {
    'decoded by us': () => decodeImage(jpeg, 'bench.jpg'),
    'decoded by libvips alone': () => sharp(jpeg).raw().toBuffer(),
  })
}

async function io() {
  const [rows, cols] = [20_000, 32]
  const numbers = Float32Array.from({ length: rows * cols }, random)
  const names = Array.from({ length: cols }, (_, j) => `x${j}`)
  const column = (j) => Array.from({ length: rows }, (_, i) => numbers[i * cols + j])
  const [npy, csv, parquet] = ['x.npy', 'x.csv', 'x.parquet'].map((file) => join(folder, file))
  await writeFile(npy, formatNpy(numbers, [rows, cols]))
  const line = (_, i) => numbers.subarray(i * cols, (i + 1) * cols).join(',')
  await writeFile(csv, [names.join(','), ...Array.from({ length: rows }, line)].join('\n'))
  await writeParquet(
    parquet,
    names.map((name, j) => ({ name, type: 'DOUBLE', data: column(j) })),
  )
  await compare(`${rows} rows of ${cols} numbers, read`, {
    '.npy': () => readNpy(npy),
    '.parquet': async () => {
      const table = await openParquet(parquet)
      for (const name of table.names) await table.column(name)
    },
    '.csv': () => readCsv(csv),
  })
}

const parts = { encode, resize, io }
try {
  for (const [name, part] of Object.entries(parts)) {
    if (positionals.length === 0 || positionals.includes(name)) await part()
  }
} finally {
  await rm(folder, { recursive: true })
}
