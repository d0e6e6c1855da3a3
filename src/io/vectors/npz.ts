import { zipSync } from 'fflate'
import { DataError } from '../../run/errors.ts'
import { firstFew } from '../files/first-few.ts'
import { withFile } from '../files/read-bytes.ts'
import { writeBytes } from '../files/write-atomic.ts'
import { formatNpy, matrixShape, type NumberArray, parseNpy, type WritableNumbers } from './npy.ts'
import { npyRowsAt } from './npy-rows.ts'
import { openRows, type RowReader, rowsInMemory } from './row-reader.ts'
import { readZipEntry, type ZipEntry, zipEntries } from './zip-entries.ts'

/** An array to write: row-major data and its shape. */
export interface NamedArray {
  data: WritableNumbers
  shape: readonly number[]
}

/**
 * Arrays of a `.npz` file by name, without the `.npy`; stored or deflated.
 *
 * @throws DataError if the file is missing or damaged, or an array does not hold numbers.
 */
export async function readNpz(path: string): Promise<Map<string, NumberArray>> {
  return withFile(path, async (file) => {
    const arrays = new Map<string, NumberArray>()
    for (const entry of arrayEntries(await zipEntries(file, path))) {
      const bytes = await readZipEntry(file, path, entry)
      arrays.set(arrayName(entry), parseNpy(bytes, `${path}:${entry.name}`))
    }
    return arrays
  })
}

/**
 * Rows of one array of a `.npz` file. A stored array is read on demand, a deflated one is unpacked into memory.
 *
 * @param key - Name of the array. @default the only one
 * @throws DataError if it is not there, or there are several and no key.
 */
export function openNpzRows(path: string, key?: string): Promise<RowReader> {
  return openRows(path, async (file) => {
    const entries = arrayEntries(await zipEntries(file, path))
    const name = chooseKey(path, entries.map(arrayName), key)
    const entry = entries.find((candidate) => arrayName(candidate) === name) as ZipEntry
    const where = `${path}:${entry.name}`
    if (!entry.isDeflated) return npyRowsAt(where, file, entry.position, entry.size)
    const { shape, data } = parseNpy(await readZipEntry(file, path, entry), where)
    await file.close()
    return rowsInMemory(where, { data: inFloat32(data), ...matrixShape(shape, where) })
  })
}

const inFloat32 = (data: NumberArray['data']) =>
  data instanceof Float32Array ? data : Float32Array.from(data)

/** The wanted one of several arrays or tensors. @throws DataError that lists those there are. */
export function chooseKey(path: string, names: readonly string[], key: string | undefined): string {
  const chosen = key === undefined && names.length === 1 ? names[0] : key
  if (chosen !== undefined && names.includes(chosen)) return chosen
  const found = names.length === 0 ? 'it has no arrays' : `it has ${firstFew(names, 10)}`
  throw new DataError(
    `Cannot read "${path}": ${found}, expected ${key === undefined ? 'one array' : `"${key}"`}`,
    { path, hint: 'set embeddings.key, or --embeddings FILE:KEY, to the name of the array' },
  )
}

/** Writes arrays as an uncompressed `.npz` file, whole or not at all; equal arrays give equal bytes. */
export function writeNpz(
  path: string,
  arrays: Readonly<Record<string, NamedArray>>,
): Promise<void> {
  const files = Object.entries(arrays).map(([name, { data, shape }]) => [
    `${name}.npy`,
    formatNpy(data, shape),
  ])
  // The earliest date that a zip archive can hold, in local time, as fflate writes it: neither the clock nor the time zone
  // may change the bytes.
  const mtime = new Date(1980, 0, 1)
  return writeBytes(path, zipSync(Object.fromEntries(files), { level: 0, mtime }))
}

function arrayEntries(entries: readonly ZipEntry[]): ZipEntry[] {
  return entries.filter(({ name }) => name.endsWith('.npy'))
}

function arrayName({ name }: ZipEntry): string {
  return name.slice(0, -'.npy'.length)
}
