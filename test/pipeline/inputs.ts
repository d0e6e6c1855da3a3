import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { parquetWriteBuffer } from 'hyparquet-writer'
import sharp from 'sharp'
import { formatNpy } from '../../src/io/vectors/npy.ts'
import { tarOf } from '../tar-of.ts'
import { writeTinyClassifier, writeTinyEncoder } from '../tiny-onnx/index.ts'

/** One kind of input: how it comes to be, and how it is read. */
export interface InputExample {
  title: string
  text: string
  /** Arguments of `faultline init`. */
  args: string[]
  /** Code that writes such files, for the page. */
  made?: string
  /** Writes the files. */
  write: (folder: string) => Promise<void>
  /** Accuracy of val. */
  accuracy: number
}

const CLASSES = ['blue', 'green', 'red']
const PER_CLASS = 12
const SPLITS = ['train', 'val', 'test']

interface Row {
  split: string
  label: number
  prediction: number
  file: string
  rgb: [number, number, number]
}

/** Pictures of three colours; every fourth of a class is taken for the next class. */
const ROWS: Row[] = SPLITS.flatMap((split) =>
  CLASSES.flatMap((name, label) =>
    Array.from({ length: PER_CLASS }, (_, i) => {
      const isWrong = i % 4 === 0
      const prediction = isWrong ? (label + 1) % 3 : label
      const rgb: Row['rgb'] = [20 + i, 20 + i, 20 + i]
      rgb[2 - prediction] = 200 + i
      return { split, label, prediction, file: `${split}/${name}/${i}.png`, rgb }
    }),
  ),
)

/** 8 x 8 pixels, not of one colour. */
function picture({ rgb }: Row): Promise<Buffer> {
  const pixels = Uint8Array.from({ length: 8 * 8 * 3 }, (_, i) => (rgb[i % 3] ?? 0) - (i % 7))
  return sharp(pixels, { raw: { width: 8, height: 8, channels: 3 } })
    .png()
    .toBuffer()
}

async function writeImages(folder: string): Promise<void> {
  for (const row of ROWS) {
    const path = join(folder, row.file)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, await picture(row))
  }
}

const models = async (folder: string) => {
  await writeTinyEncoder(join(folder, 'encoder.onnx'))
  await writeTinyClassifier(join(folder, 'classifier.onnx'), {
    weights: [2, 1, 0].map((channel) =>
      Array.from({ length: 12 }, (_, i) => (Math.floor(i / 4) === channel ? 8 : 0)),
    ),
  })
}

const csv = (header: string, cells: (row: Row, i: number) => (string | number)[]) =>
  `${[header, ...ROWS.map((row, i) => cells(row, i).join(','))].join('\n')}\n`

const npy = (values: ArrayLike<number>, shape: number[]) =>
  formatNpy(Float32Array.from(values), shape)

const vectors = () =>
  npy(
    ROWS.flatMap(({ rgb }, i) => [...rgb.map((value) => value / 255), Math.sin(i)]),
    [ROWS.length, 4],
  )

/** Every kind of input on the page. */
export const INPUT_EXAMPLES: InputExample[] = [
  {
    title: 'Class folders and a table of predictions',
    text: 'Folders `split/class/`, as for torchvision’s ImageFolder, and what the last line of an evaluation loop in Python writes. Paths may be absolute or of another machine; `target` and `pred` are numbers of the sorted folders. `max_prob` is the largest probability, not that of the true label, and is kept as metadata.',
    made: 'pd.DataFrame({"path": paths, "target": y, "pred": logits.argmax(1), "max_prob": p.max(1)}).to_csv("preds.csv", index=False)',
    args: ['data', '--predictions', 'preds.csv', '--encoder', 'encoder.onnx'],
    accuracy: 0.75,
    write: async (folder) => {
      await models(folder)
      await writeImages(join(folder, 'data'))
      const text = csv('path,target,pred,max_prob', (row, i) => [
        `/home/me/data/${row.file}`,
        row.label,
        row.prediction,
        0.5 + (i % 50) / 100,
      ])
      await writeFile(join(folder, 'preds.csv'), text)
    },
  },
  {
    title: 'Class folders and the classifier itself',
    text: 'Instead of predictions, the model as an ONNX file. Its outputs are the sorted folders, unless `--classes` gives another order.',
    args: [
      'data',
      '--classifier',
      'classifier.onnx',
      '--classifier-output',
      'logits',
      '--encoder',
      'encoder.onnx',
    ],
    accuracy: 0.75,
    write: async (folder) => {
      await models(folder)
      await writeImages(join(folder, 'data'))
    },
  },
  {
    title: 'NumPy arrays',
    text: 'Labels, raw outputs and vectors in the same order; softmax is taken of the logits.',
    args: [
      '--labels',
      'labels.npy',
      '--logits',
      'logits.npy',
      '--splits',
      'splits.txt',
      '--classes',
      'blue,green,red',
      '--embeddings',
      'vectors.npy',
    ],
    accuracy: 0.75,
    write: async (folder) => {
      await writeFile(
        join(folder, 'labels.npy'),
        npy(
          ROWS.map(({ label }) => label),
          [ROWS.length],
        ),
      )
      const logits = ROWS.flatMap(({ prediction }) =>
        CLASSES.map((_, c) => (c === prediction ? 3 : -1)),
      )
      await writeFile(join(folder, 'logits.npy'), npy(logits, [ROWS.length, 3]))
      await writeFile(join(folder, 'splits.txt'), `${ROWS.map(({ split }) => split).join('\n')}\n`)
      await writeFile(join(folder, 'vectors.npy'), vectors())
    },
  },
  {
    title: 'Shards of a WebDataset',
    text: 'Archives that `webdataset` or `img2dataset` wrote: `KEY.jpg`, its label in `KEY.cls`, its caption in `KEY.txt`, anything else in `KEY.json`; the split is that of the archive’s name.',
    args: [
      'shards',
      '--classes',
      'blue,green,red',
      '--classifier',
      'classifier.onnx',
      '--classifier-output',
      'logits',
      '--encoder',
      'encoder.onnx',
    ],
    accuracy: 0.75,
    write: async (folder) => {
      await models(folder)
      await mkdir(join(folder, 'shards'))
      for (const split of SPLITS) {
        const files: Record<string, string | Uint8Array> = {}
        for (const [i, row] of ROWS.filter((one) => one.split === split).entries()) {
          const key = `${split}${String(i).padStart(4, '0')}`
          files[`${key}.png`] = await picture(row)
          files[`${key}.cls`] = String(row.label)
        }
        await writeFile(join(folder, `shards/${split}-000000.tar`), tarOf(files))
      }
    },
  },
  {
    title: 'Parquet shards of Hugging Face',
    text: 'A folder of `train-00000-of-00001.parquet` and the like: images inside, names of the classes in the file, the split in the file’s name.',
    args: [
      'shards',
      '--classifier',
      'classifier.onnx',
      '--classifier-output',
      'logits',
      '--encoder',
      'encoder.onnx',
    ],
    accuracy: 0.75,
    write: async (folder) => {
      await models(folder)
      await mkdir(join(folder, 'shards'))
      const names = { label: { names: CLASSES, _type: 'ClassLabel' }, image: { _type: 'Image' } }
      for (const [split, name] of [
        ['train', 'train'],
        ['val', 'validation'],
        ['test', 'test'],
      ]) {
        const rows = ROWS.filter((row) => row.split === split)
        const bytes = await Promise.all(
          rows.map(async (row) => ({
            bytes: new Uint8Array(await picture(row)),
            path: `${row.split}-${row.file.replaceAll('/', '-')}`,
          })),
        )
        const buffer = parquetWriteBuffer({
          schema: [
            { name: 'root', num_children: 2 },
            { name: 'image', num_children: 2, repetition_type: 'OPTIONAL' },
            { name: 'bytes', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
            {
              name: 'path',
              type: 'BYTE_ARRAY',
              converted_type: 'UTF8',
              repetition_type: 'OPTIONAL',
            },
            { name: 'label', type: 'INT64', repetition_type: 'REQUIRED' },
          ],
          columnData: [
            { name: 'image', data: bytes },
            { name: 'label', data: rows.map(({ label }) => BigInt(label)) },
          ],
          kvMetadata: [
            { key: 'huggingface', value: JSON.stringify({ info: { features: names } }) },
          ],
        })
        await writeFile(
          join(folder, 'shards', `${name}-00000-of-00001.parquet`),
          new Uint8Array(buffer),
        )
      }
    },
  },
  {
    title: 'One table with everything',
    text: 'CSV, TSV, JSONL, JSON or Parquet with any of the usual names of columns; vectors beside it.',
    args: ['examples.csv', '--embeddings', 'vectors.npy'],
    accuracy: 0.75,
    write: async (folder) => {
      const text = csv('image_id,y_true,y_pred,prob,phase,camera', (row, i) => [
        `x${i}`,
        CLASSES[row.label] ?? '',
        CLASSES[row.prediction] ?? '',
        row.label === row.prediction ? 0.9 : 0.05,
        row.split,
        i % 2 ? 'left' : 'right',
      ])
      await writeFile(join(folder, 'examples.csv'), text)
      await writeFile(join(folder, 'vectors.npy'), vectors())
    },
  },
  {
    title: 'Metadata beside images',
    text: 'A folder with `metadata.csv` or `metadata.jsonl` and its column `file_name`, as Hugging Face’s ImageFolder reads it.',
    args: ['data', '--encoder', 'encoder.onnx'],
    accuracy: 0.75,
    write: async (folder) => {
      await models(folder)
      await writeImages(join(folder, 'data'))
      const text = csv('file_name,label,prediction,split', (row) => [
        row.file,
        CLASSES[row.label] ?? '',
        CLASSES[row.prediction] ?? '',
        row.split,
      ])
      await writeFile(join(folder, 'data', 'metadata.csv'), text)
    },
  },
]
