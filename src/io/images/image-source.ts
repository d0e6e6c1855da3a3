import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { DataError, RunError } from '../../run/errors.ts'
import type { FileDigest } from '../files/digest.ts'
import { fileError } from '../files/file-error.ts'
import { isObject, joinInput } from '../objects/address.ts'
import { fetchObject } from '../objects/fetch-object.ts'
import { markDigest } from '../objects/open-object.ts'
import type { ImageColumn } from '../tables/column.ts'

/** Encoded images of the examples, read on demand. */
export interface ImageSource {
  count: number
  /** Column that holds the images, where they lie in a table. */
  column?: string
  /** Folder that they lie in, where they are files. */
  root?: string
  /** Rows without an image, ascending. */
  missing: readonly number[]
  /** Relative path or file name of an image, for people; undefined if it has none. */
  name(row: number): string | undefined
  /** Encoded bytes. @throws DataError if they are missing; RunError if they are not those of the digest any more. */
  read(row: number): Promise<Uint8Array>
  /** sha256 of the encoded bytes; undefined if they are missing. */
  digest(row: number): Promise<string | undefined>
}

/**
 * Digest of the images as they lie in the rows: other bytes, another order or other names give another one. Names count
 * because the warnings of a step name the images that they are about.
 */
export async function digestImages(images: ImageSource): Promise<string> {
  const hash = createHash('sha256')
  for (let row = 0; row < images.count; row++) {
    hash.update(
      `${(await images.digest(row)) ?? '-'}\t${JSON.stringify(images.name(row) ?? null)}\n`,
    )
  }
  return hash.digest('hex')
}

/**
 * Images that are files of a folder.
 *
 * @param files - Relative path of each row's file, undefined = missing.
 * @param digests - Of these files. An image is read again long after it was digested: what is read must be the same.
 */
export function folderImages(
  root: string,
  names: readonly (string | undefined)[],
  files: readonly (string | undefined)[],
  digests: ReadonlyMap<string, FileDigest> | undefined,
): ImageSource {
  return {
    count: files.length,
    root,
    missing: rowsWithout(files.length, (row) => files[row] !== undefined),
    name: (row) => files[row] ?? names[row],
    read: async (row) => {
      const file = files[row]
      const path = joinInput(root, file ?? names[row] ?? '')
      if (file === undefined) {
        const found = names[row] === undefined ? 'it names no file' : `no file "${path}"`
        throw new DataError(`Cannot read the image of row ${row + 1}: ${found}`, {
          path,
          row: row + 1,
        })
      }
      const { bytes, digest } = await readImage(path)
      if (!digests || digest === digests.get(file)?.sha256) return bytes
      throw new RunError(`Cannot use image "${path}": it changed while it was being worked on`, {
        hint: 'the same command starts again with the images as they are now',
      })
    },
    digest: async (row) => digests?.get(files[row] ?? '')?.sha256,
  }
}

/** Bytes of an image, and the digest that they have now. */
async function readImage(path: string): Promise<{ bytes: Uint8Array; digest: string }> {
  if (isObject(path)) {
    const { bytes, mark, size } = await fetchObject(path)
    return { bytes, digest: markDigest(size, mark) ?? sha256(bytes) }
  }
  const bytes = await readFile(path).catch((cause) => {
    throw fileError(cause, 'read', path)
  })
  return { bytes, digest: sha256(bytes) }
}

/** Images that lie in a table. */
export function columnImages(column: ImageColumn, rows: number, columnName: string): ImageSource {
  return {
    count: rows,
    column: columnName,
    missing: rowsWithout(rows, column.has),
    name: (row) => column.names[row],
    read: column.read,
    digest: (row) =>
      column.read(row).then(sha256, (error) => {
        if (error instanceof DataError) return undefined // a row without an image
        throw error
      }),
  }
}

/** The images of some rows, in the order of the rows. */
export function someImages(images: ImageSource, rows: readonly number[]): ImageSource {
  const missing = new Set(images.missing)
  return {
    ...images,
    count: rows.length,
    missing: rowsWithout(rows.length, (row) => !missing.has(rows[row] ?? -1)),
    name: (row) => images.name(rows[row] ?? -1),
    read: (row) => images.read(rows[row] ?? -1),
    digest: (row) => images.digest(rows[row] ?? -1),
  }
}

/** What a message calls the image of a row. */
export function imageTitle(images: Pick<ImageSource, 'name' | 'column'>, row: number): string {
  const place = images.column === undefined ? '' : `column ${images.column}, `
  return images.name(row) ?? `${place}row ${row + 1}`
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

function rowsWithout(count: number, has: (row: number) => boolean): number[] {
  return Array.from({ length: count }, (_, row) => row).filter((row) => !has(row))
}
