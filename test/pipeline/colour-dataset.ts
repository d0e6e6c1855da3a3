import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { randomSource } from '../../src/core/vectors/random.ts'
import { folderOf } from '../folder-of.ts'
import { writeTinyEncoder } from '../tiny-onnx/index.ts'

/** What the encoder sees: the mean red, green and blue of each quarter. */
const QUARTERS = Array.from({ length: 12 }, (_, row) =>
  Array.from({ length: 12 }, (_, col) => Number(row === col)),
)

/** A folder with small pictures, a table of predictions that fail on the dark ones of class `cat`, and a config. */
export async function colourDataset(perSplit: number) {
  const root = join(await folderOf(), 'colours, ü and spaces')
  const random = randomSource(7)
  const lines = ['file_name,label,split,prediction,confidence,light']
  for (const split of ['train', 'val', 'test']) {
    for (const label of ['cat', 'dog']) {
      await mkdir(join(root, 'img', split, label), { recursive: true })
      for (let i = 0; i < perSplit; i++) {
        const isDark = i % 3 === 0
        const level = (isDark ? 40 : 170) + Math.floor(random() * 50)
        const raw = { width: 4, height: 4, channels: 3 } as const
        const pixels = Uint8Array.from({ length: 4 * 4 * 3 }, () => level / 2 + random() * 100)
        const file = `${split}/${label}/${String(i).padStart(3, '0')}.png`
        await sharp(pixels, { raw })
          .resize(16, 12)
          .png()
          .toFile(join(root, 'img', file))
        const isWrong = label === 'cat' ? isDark && random() < 0.8 : random() < 0.15
        const prediction = isWrong ? (label === 'cat' ? 'dog' : 'cat') : label
        lines.push(
          `${file},${label},${split},${prediction},${isWrong ? 0.2 : 0.9},${isDark ? 'dark' : 'bright'}`,
        )
      }
    }
  }
  await writeFile(join(root, 'img', 'metadata.csv'), `${lines.join('\n')}\n`)
  await writeTinyEncoder(join(root, 'encoder.onnx'), { weights: QUARTERS })
  const config = {
    name: 'colours',
    dataset: { images: 'img' },
    encoder: {
      onnx: 'encoder.onnx',
      input: { size: 8, mean: [0, 0, 0], std: [1, 1, 1] },
      batch: 16,
    },
  }
  const configFile = join(root, 'faultline.json')
  await writeFile(configFile, JSON.stringify(config))
  return { root, config, configFile }
}
