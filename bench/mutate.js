// Whole files of every format that is read, and what can happen to a file.
import { zipSync } from 'fflate'
import { parquetWriteBuffer } from 'hyparquet-writer'
import sharp from 'sharp'
import { encodeMessage } from '../dist/io/onnx/encode-message.js'
import { formatNpy } from '../dist/io/vectors/npy.js'

const numbers = Float32Array.from({ length: 60 }, (_, i) => Math.sin(i))

function columnMajor(bytes) {
  const copy = Buffer.from(bytes)
  copy.write('True ', copy.indexOf('False'), 'latin1')
  return copy
}

function safetensors() {
  const entry = (from, to) => ({
    dtype: 'F32',
    shape: [5, (to - from) / 20],
    data_offsets: [from, to],
  })
  const text = Buffer.from(
    JSON.stringify({ __metadata__: { format: 'pt' }, x: entry(0, 120), y: entry(120, 240) }),
  )
  const size = Buffer.alloc(8)
  size.writeBigUInt64LE(BigInt(text.length))
  return Buffer.concat([size, text, new Uint8Array(numbers.buffer)])
}

function parquet() {
  const rows = 50
  const each = (value) => Array.from({ length: rows }, (_, i) => value(i))
  const columnData = [
    { name: 'id', data: each((i) => `img/${i}.jpg`), type: 'STRING' },
    {
      name: 'label',
      data: each((i) => ['cat', 'dog', undefined][i % 3]),
      type: 'STRING',
      nullable: true,
    },
    { name: 'age', data: each((i) => i / 7), type: 'DOUBLE' },
    { name: 'count', data: each((i) => i), type: 'INT32' },
    { name: 'long', data: each((i) => BigInt(i)), type: 'INT64' },
    { name: 'flag', data: each((i) => i % 2 === 0), type: 'BOOLEAN' },
    { name: 'probabilities', data: each((i) => [i, 1 - i]) },
  ]
  return new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 20 }))
}

/** File beside `external.onnx` that holds its weights. */
export const EXTERNAL = ['weights.bin', new Uint8Array(numbers.buffer)]

/** An encoder of images [n, 3, 8, 8]: their quarters' means times weights, in the file or in another. */
function onnx(isExternal) {
  const ints = (name, ...values) => [[1, name], ...values.map((value) => [8, value]), [20, 7]]
  const port = (name, ...shape) => {
    const sides = shape.map((side) => [1, [typeof side === 'number' ? [1, side] : [2, side]]])
    return [
      [1, name],
      [
        2,
        [
          [
            1,
            [
              [1, 1],
              [2, sides],
            ],
          ],
        ],
      ],
    ]
  }
  const node = (op, inputs, output, ...attributes) => [
    ...inputs.map((input) => [1, input]),
    [2, output],
    [4, op],
    ...attributes.map((attribute) => [5, attribute]),
  ]
  const [file, bytes] = EXTERNAL
  const entries = Object.entries({ location: file, offset: '0', length: `${bytes.length}` })
  const held = isExternal
    ? [
        ...entries.map(([key, value]) => [
          13,
          [
            [1, key],
            [2, value],
          ],
        ]),
        [14, 1],
      ]
    : [[9, bytes]]
  const graph = [
    [1, node('AveragePool', ['input'], 'map', ints('kernel_shape', 4, 4), ints('strides', 4, 4))],
    [1, node('Flatten', ['map'], 'means')],
    [1, node('MatMul', ['means', 'weights'], 'embedding')],
    [2, 'tiny'],
    [5, [[1, 12], [1, 5], [2, 1], [8, 'weights'], ...held]],
    [11, port('input', 'n', 3, 8, 8)],
    [12, port('embedding', 'n', 5)],
  ]
  return encodeMessage([
    [1, 8],
    [7, graph],
    [8, [[2, 17]]],
  ])
}

const lines = (line) => Buffer.from(Array.from({ length: 40 }, (_, i) => line(i)).join('\n'))
const row = (i) => ({
  id: `a${i}`,
  label: i % 2 ? 'cat' : 'dog',
  p: [i / 40, 1 - i / 40],
  'é"': null,
})

/** Name of a file and its bytes. */
export async function wholeFiles() {
  const npy = formatNpy(numbers, [10, 6])
  const arrays = { 'a.npy': npy, 'b.npy': formatNpy(Int32Array.of(1, 2), [2]) }
  const picture = sharp(Buffer.from(numbers.buffer), {
    raw: { width: 10, height: 8, channels: 3 },
  }).resize(40, 32)
  const formats = ['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif']
  const images = formats.map(async (format) => [
    `x.${format}`,
    await picture.clone().toFormat(format).toBuffer(),
  ])
  return [
    ['x.npy', npy],
    ['columns.npy', columnMajor(npy)],
    ['stored.npz', zipSync(arrays, { level: 0 })],
    ['deflated.npz', zipSync(arrays, { level: 9 })],
    ['x.safetensors', safetensors()],
    ['x.parquet', parquet()],
    ['x.onnx', onnx(false)],
    ['external.onnx', onnx(true)],
    ['x.csv', lines((i) => (i ? `${i},"a, ""${i}""",${i / 7},true` : 'id,name,age,flag'))],
    ['x.jsonl', lines((i) => JSON.stringify(row(i)))],
    ['x.json', Buffer.from(JSON.stringify(Array.from({ length: 20 }, (_, i) => row(i))))],
    [
      'faultline.json',
      Buffer.from(
        JSON.stringify(
          {
            dataset: { table: 'x.csv' },
            embeddings: { file: 'x.npy' },
            method: { profile: 'faithful' },
          },
          null,
          2,
        ),
      ),
    ],
    ...(await Promise.all(images)),
  ]
}

const EXTREMES = [0, 1, 0x7f, 0x80, 0xff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff]

const MUTATIONS = [
  // some bits
  (bytes, random, at) => {
    for (let i = 0; i < 1 + random() * 8; i++) bytes[at()] ^= 1 << (random() * 8)
    return bytes
  },
  // a run of one value, or of noise
  (bytes, random, at) => {
    const value = [0, 255, -1][Math.floor(random() * 3)]
    const from = at()
    const to = Math.min(bytes.length, from + 1 + random() * 64)
    for (let i = from; i < to; i++) bytes[i] = value < 0 ? random() * 256 : value
    return bytes
  },
  // the end is missing
  (bytes, _, at) => bytes.subarray(0, at()),
  // a part is missing, is there twice, or something is put in
  (bytes, random, at) =>
    Buffer.concat([bytes.subarray(0, at()), bytes.subarray(at())]).subarray(
      0,
      1 + bytes.length * (1 + random()),
    ),
  (bytes, random, at) => {
    const place = at()
    const noise = Buffer.from(Array.from({ length: 1 + random() * 40 }, () => random() * 256))
    return Buffer.concat([bytes.subarray(0, place), noise, bytes.subarray(place)])
  },
  // a number becomes extreme
  (bytes, random, at) => {
    const value = EXTREMES[Math.floor(random() * EXTREMES.length)]
    const width = [1, 2, 4][Math.floor(random() * 3)]
    const place = Math.min(at(), bytes.length - 4)
    if (place >= 0) bytes.writeUIntLE(value % 2 ** (8 * width), place, width)
    return bytes
  },
  // a digit of a text becomes another, or many
  (bytes, random, at) => {
    const digits = [...bytes.keys()].filter((i) => bytes[i] >= 48 && bytes[i] <= 57)
    const place = digits[Math.floor(random() * digits.length)] ?? at()
    const more = Buffer.from('9'.repeat(1 + random() * 12))
    return Buffer.concat([bytes.subarray(0, place), more, bytes.subarray(place + 1)])
  },
  // bytes at the end
  (bytes, random) => Buffer.concat([bytes, Buffer.alloc(1 + random() * 100, random() * 256)]),
]

/** Another file, by one to three mutations; of a model, more often one byte only, which leaves most of them a model. */
export function mutated(whole, random, name = '') {
  let bytes = Buffer.from(whole)
  if (name.endsWith('.onnx') && random() < 0.8) {
    bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256)
    return bytes
  }
  for (let i = 0; i < 1 + random() * 2; i++) {
    const at = () => Math.floor(random() * bytes.length)
    const mutation = MUTATIONS[Math.floor(random() * MUTATIONS.length)]
    bytes = Buffer.from(mutation(bytes, random, at))
  }
  return bytes
}
