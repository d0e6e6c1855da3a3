import { extname } from 'node:path'
import { zipSync } from 'fflate'
import { ConfigError } from '../../run/errors.ts'
import type { ImageExample } from './image-files.ts'
import type { ToolFile } from './tool-file.ts'

/** The tag that leaves an image out of the next run. */
export const DROP = 'drop'

/** Zip times are local and start in 1980; every archive has this one. */
const ALWAYS = new Date(2000, 0, 1)

/**
 * CVAT: `manifest.jsonl` for the images, `labels.json` for the label constructor, and `annotations.zip` with the labels
 * in the ImageNet format without images.
 *
 * @throws ConfigError if the name of a class holds a line break, which the format has no way to write.
 * @see docs.cvat.ai, "Dataset manifest" and "ImageNet"; Datumaro's `imagenet_txt`.
 */
export function cvatFiles(
  examples: readonly ImageExample[],
  classes: readonly string[],
): ToolFile[] {
  const broken = classes.find((name) => /[\r\n\u2028\u2029]|^\s|\s$/.test(name))
  if (broken !== undefined) {
    throw new ConfigError(
      `Cannot export to CVAT: class ${JSON.stringify(broken)} has a line break or outer blanks, expected a plain line`,
    )
  }
  const manifest = [
    { version: '1.1' },
    { type: 'images' },
    ...examples.map(({ file, width, height }) => {
      const extension = extname(file)
      return { name: file.slice(0, -extension.length), extension, width, height }
    }),
  ]
  const tags = [...classes, ...(classes.includes(DROP) ? [] : [DROP])]
  const labels = tags.map((name) => ({ name, type: 'tag', attributes: [] }))
  const lines = examples.flatMap(({ file, label }) =>
    label === null ? [] : [`${file} ${classes.indexOf(label)}\n`],
  )
  const text = (content: string) => new TextEncoder().encode(content)
  const annotations = zipSync(
    {
      'default.txt': text(lines.join('')),
      'synsets.txt': text(tags.map((name) => `${name}\n`).join('')),
    },
    { mtime: ALWAYS },
  )
  return [
    { name: 'manifest.jsonl', content: manifest.map((row) => `${JSON.stringify(row)}\n`).join('') },
    { name: 'labels.json', content: `${JSON.stringify(labels, null, 1)}\n` },
    { name: 'annotations.zip', content: annotations },
  ]
}
