import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DataError } from '../../run/errors.ts'
import { fileError } from '../files/file-error.ts'
import type { ImageColumn } from '../tables/column.ts'

/** Encoded images of the examples, read on demand. */
export interface ImageSource {
  count: number
  /** Rows without an image, ascending. */
  missing: readonly number[]
  /** Relative path or file name of an image, for people; undefined if it has none. */
  name(row: number): string | undefined
  /** Encoded bytes. @throws DataError if they are missing. */
  read(row: number): Promise<Uint8Array>
}

/** Images that are files of a folder. @param files - Relative path of each row's file, undefined = missing. */
export function folderImages(
  root: string,
  names: readonly (string | undefined)[],
  files: readonly (string | undefined)[],
): ImageSource {
  return {
    count: files.length,
    missing: rowsWithout(files.length, (row) => files[row] !== undefined),
    name: (row) => files[row] ?? names[row],
    read: async (row) => {
      const file = files[row]
      const path = join(root, file ?? names[row] ?? '')
      if (file === undefined) {
        const found = names[row] === undefined ? 'it names no file' : `no file "${path}"`
        throw new DataError(`Cannot read the image of row ${row + 1}: ${found}`, {
          path,
          row: row + 1,
        })
      }
      return readFile(path).catch((cause) => {
        throw fileError(cause, 'read', path)
      })
    },
  }
}

/** Images that lie in a table. */
export function columnImages(column: ImageColumn, rows: number): ImageSource {
  return {
    count: rows,
    missing: rowsWithout(rows, column.has),
    name: (row) => column.names[row],
    read: column.read,
  }
}

/** The images of some rows, in the order of the rows. */
export function someImages(images: ImageSource, rows: readonly number[]): ImageSource {
  const missing = new Set(images.missing)
  return {
    count: rows.length,
    missing: rowsWithout(rows.length, (row) => !missing.has(rows[row] ?? -1)),
    name: (row) => images.name(rows[row] ?? -1),
    read: (row) => images.read(rows[row] ?? -1),
  }
}

function rowsWithout(count: number, has: (row: number) => boolean): number[] {
  return Array.from({ length: count }, (_, row) => row).filter((row) => !has(row))
}
