import type { Dirent } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import type { Warning } from '../../run/effects.ts'
import { DataError } from '../../run/errors.ts'
import { fileError } from '../files/file-error.ts'
import { isRunFolder } from '../files/is-run-folder.ts'

const IMAGE_EXTENSIONS = new Set(
  '.jpg .jpeg .jfif .png .webp .gif .tif .tiff .avif .bmp'.split(' '),
)
const METADATA_FILES = new Set(['metadata.csv', 'metadata.jsonl', 'metadata.parquet'])

/** What a folder holds, as paths relative to it with `/` between the parts, sorted by code unit. */
export interface FolderListing {
  images: string[]
  metadata: string[]
  warnings: Warning[]
}

/**
 * Images and metadata files of a folder and the folders in it. Names that begin with a dot are passed over,
 * and so are run folders: their thumbnails are no data. A symbolic link is followed if it is a file inside the folder; any other is left out with a warning.
 *
 * @throws DataError if the folder cannot be read.
 */
export async function listFolder(root: string): Promise<FolderListing> {
  const listing: FolderListing = { images: [], metadata: [], warnings: [] }
  try {
    if (!(await stat(root)).isDirectory()) {
      throw new DataError(`Cannot read images "${root}": it is a file, expected a folder`, {
        path: root,
      })
    }
    await walk(await realpath(root), '', listing)
  } catch (cause) {
    throw fileError(cause, 'read', root)
  }
  listing.images.sort()
  listing.metadata.sort()
  return listing
}

async function walk(root: string, folder: string, listing: FolderListing): Promise<void> {
  const entries = await readdir(join(root, folder), { withFileTypes: true })
  for (const entry of entries) {
    if (entry.name.startsWith('.') || entry.name === '__MACOSX') continue
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isDirectory()) {
      if (!(await isRunFolder(join(root, path)))) await walk(root, path, listing)
    } else if (METADATA_FILES.has(entry.name)) listing.metadata.push(path)
    else if (isImage(entry) && (entry.isFile() || (await mayFollow(root, path, listing)))) {
      listing.images.push(path)
    } else if (entry.isSymbolicLink() && !isImage(entry)) refuse(path, listing)
  }
}

function isImage(entry: Dirent): boolean {
  return IMAGE_EXTENSIONS.has(extname(entry.name).toLowerCase())
}

async function mayFollow(root: string, path: string, listing: FolderListing): Promise<boolean> {
  const target = await realpath(join(root, path)).catch(() => '')
  if (target.startsWith(root + sep) && (await stat(target)).isFile()) return true
  refuse(path, listing)
  return false
}

function refuse(path: string, { warnings }: FolderListing): void {
  warnings.push({
    code: 'refused-link',
    message: `"${path}" is a symbolic link that leads out of the image folder or to a folder; left out`,
    where: path,
  })
}
