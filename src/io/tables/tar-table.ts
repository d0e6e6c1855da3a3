import { posix } from 'node:path'
import type { Warn } from '../../run/effects.ts'
import { DataError } from '../../run/errors.ts'
import { parseJson } from '../files/parse-json.ts'
import { readBytes, withFile } from '../files/read-bytes.ts'
import { type TarEntry, tarEntries } from '../files/tar-entries.ts'
import type { Column } from './column.ts'
import { columnOfValues } from './column-of-values.ts'
import { checkTableSize } from './table-limits.ts'
import { type Table, tableOf } from './table-type.ts'

const IMAGES = new Set(['jpg', 'jpeg', 'jfif', 'png', 'webp', 'gif', 'tif', 'tiff', 'avif'])
/** A text or JSON of an example that is longer is not read. */
const LONGEST_TEXT = 1 << 20

/** The files of one example, by what stands behind the first dot of their names. */
type Sample = Map<string, TarEntry>

/**
 * A shard of a WebDataset, as `webdataset` and `img2dataset` write it, as a table: one row for the files that share a name up
 * to its first dot. `KEY.jpg` is its image, `KEY.cls` its label, `KEY.txt` its caption, and each key of `KEY.json` a column.
 *
 * Images are read when they are wanted; one without an image is left out, with a warning.
 *
 * @throws DataError if it is no archive, or has no images.
 * @see https://github.com/webdataset/webdataset#the-webdataset-format
 */
export async function readTar(path: string, onWarning?: Warn): Promise<Table> {
  const all = samplesOf(path, await tarEntries(path))
  const samples = [...all.values()].filter((sample) => imageOf(sample))
  if (samples.length === 0) {
    throw new DataError(
      `Cannot read archive "${path}": no images in it, expected KEY.jpg, KEY.cls`,
      {
        path,
      },
    )
  }
  if (samples.length < all.size) {
    onWarning?.({
      code: 'left-out-samples',
      message: `${all.size - samples.length} of ${all.size} samples have no image that is read and are left out`,
      where: path,
    })
  }
  const columns = new Map<string, Column>()
  columns.set('image', {
    kind: 'image',
    names: samples.map((sample) => imageOf(sample)?.name),
    has: () => true,
    read: (row) => readEntry(path, imageOf(samples[row] ?? new Map())),
  })
  for (const [name, values] of await readFields(path, samples)) {
    if (!columns.has(name)) columns.set(name, columnOfValues(values, samples.length))
  }
  return { ...tableOf(path, samples.length, columns), imageColumns: ['image'] }
}

function samplesOf(path: string, entries: readonly TarEntry[]): Map<string, Sample> {
  const samples = new Map<string, Sample>()
  for (const entry of entries) {
    const base = posix.basename(entry.name)
    const dot = base.indexOf('.', 1)
    if (dot < 0 || base.startsWith('.')) continue
    const key = posix.join(posix.dirname(entry.name), base.slice(0, dot))
    const sample = samples.get(key) ?? new Map<string, TarEntry>()
    sample.set(base.slice(dot + 1).toLowerCase(), entry)
    samples.set(key, sample)
    if (samples.size % 1024 === 0) checkTableSize(path, samples.size, 1)
  }
  return samples
}

const imageOf = (sample: Sample): TarEntry | undefined =>
  [...sample].find(([extension]) => IMAGES.has(extension))?.[1]

async function readEntry(path: string, entry: TarEntry | undefined): Promise<Uint8Array> {
  if (entry === undefined) throw new RangeError('no such row')
  return withFile(path, (file) => readBytes(file, path, entry.position, entry.size))
}

/** Columns of what stands beside the images. */
async function readFields(path: string, samples: readonly Sample[]) {
  const fields = new Map<string, unknown[]>()
  const set = (name: string, row: number, value: unknown) => {
    const column = fields.get(name) ?? new Array<unknown>(samples.length)
    column[row] = value
    fields.set(name, column)
    if (column.length === 1) checkTableSize(path, samples.length, fields.size)
  }
  for (const [row, sample] of samples.entries()) {
    for (const [extension, name] of [
      ['cls', 'label'],
      ['txt', 'caption'],
    ] as const) {
      const text = await textOf(path, sample.get(extension))
      if (text !== undefined) set(name, row, extension === 'cls' ? numberOrName(text) : text)
    }
    const json = await textOf(path, sample.get('json'))
    if (json === undefined) continue
    for (const [name, value] of Object.entries(objectOf(path, json, sample.get('json')))) {
      // What has a file of its own is not taken from the JSON.
      if (fields.get(name)?.[row] === undefined) set(name, row, value)
    }
  }
  return fields
}

async function textOf(path: string, entry: TarEntry | undefined): Promise<string | undefined> {
  if (entry === undefined || entry.size > LONGEST_TEXT) return undefined
  return new TextDecoder().decode(await readEntry(path, entry)).trim()
}

const numberOrName = (text: string) => (/^-?\d{1,9}$/.test(text) ? Number(text) : text)

function objectOf(path: string, json: string, entry: TarEntry | undefined): object {
  try {
    const value = parseJson(json)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch {
    // told below
  }
  throw new DataError(
    `Cannot read archive "${path}": "${entry?.name}" is no JSON object, ${json.slice(0, 40)}`,
    { path },
  )
}
