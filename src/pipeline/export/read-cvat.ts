import { strFromU8, type Unzipped, unzipSync } from 'fflate'
import { DROP } from './cvat.ts'
import type { Review } from './review.ts'

/** Texts of an archive may be this long, so that a small file cannot fill the memory. */
const LONGEST = 64 << 20

/**
 * Reviews of an archive in the ImageNet format as CVAT exports it: without images, `*.txt` beside `synsets.txt`; with
 * images, a folder for each label, whose name stands before that of the image. Images are not unpacked.
 *
 * @throws RangeError if it is neither.
 */
export function readCvat(bytes: Uint8Array): Review[] {
  const names: string[] = []
  let entries: Unzipped
  try {
    entries = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        names.push(name)
        return name.endsWith('.txt') && originalSize <= LONGEST
      },
    })
  } catch (cause) {
    throw new RangeError('no zip archive', { cause })
  }
  const linesOf = (name: string) =>
    strFromU8(entries[name] ?? new Uint8Array())
      .split(/\r?\n/)
      .filter((line) => line !== '')
  const labels = linesOf('synsets.txt')
  const subsets = Object.keys(entries).filter((name) => name !== 'synsets.txt')
  if (labels.length > 0) {
    return subsets.flatMap((subset) => linesOf(subset).map((line) => reviewOfLine(line, labels)))
  }
  const files = names.filter((name) => /^[^/]+\/[^/]+$/.test(name))
  if (files.length === 0) throw new RangeError('neither synsets.txt nor folders of labels')
  return files.map((file) => {
    const [label = '', name = ''] = file.split('/')
    return reviewOf(name.startsWith(`${label}_`) ? name.slice(label.length + 1) : name, label)
  })
}

function reviewOfLine(line: string, labels: readonly string[]): Review {
  const [, quoted, plain, index] = /^(?:"(.*)"|(\S+)) +(\d+)$/.exec(line) ?? []
  const label = labels[Number(index ?? Number.NaN)]
  if (label === undefined) {
    throw new RangeError(
      `line ${JSON.stringify(line.slice(0, 80))}, expected an image and an index of synsets.txt`,
    )
  }
  return reviewOf(quoted ?? plain ?? '', label)
}

const reviewOf = (file: string, label: string): Review => ({
  example: (file.split('/').at(-1) ?? file).replace(/\.[^.]*$/, ''),
  ...(label === DROP ? { isDropped: true } : { label, isDropped: false }),
})
