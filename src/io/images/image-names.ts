import { readdir, realpath, stat } from 'node:fs/promises'
import { extname, join, posix, sep } from 'node:path'
import type { Warn, Warning } from '../../run/effects.ts'
import { DataError } from '../../run/errors.ts'
import { fileError } from '../files/file-error.ts'
import { firstFew } from '../files/first-few.ts'
import { isRunFolder } from '../files/is-run-folder.ts'
import { isObject } from '../objects/address.ts'
import { listObjects } from '../objects/list-objects.ts'

const IMAGE_EXTENSIONS = new Set('.jpg .jpeg .jfif .png .webp .gif .tif .tiff .avif'.split(' '))
const METADATA_FILES = new Set(['metadata.csv', 'metadata.jsonl', 'metadata.parquet'])

/** Folders that systems and programs leave behind. */
const JUNK_FOLDERS = new Set(['__MACOSX', '@eaDir', '$RECYCLE.BIN', 'System Volume Information'])
/** Files beside images that nobody takes for images. */
const NO_IMAGES = new Set(
  '.txt .md .csv .tsv .json .jsonl .xml .yaml .yml .db .ini .html .log .py .parquet .onnx .npy .npz .pt .pth .safetensors'.split(
    ' ',
  ),
)

/** What a folder holds, as paths relative to it with `/` between the parts, sorted by code unit. */
export interface FolderListing {
  images: string[]
  metadata: string[]
  /** Files that may be images of a format that is not read. */
  others: string[]
  warnings: Warning[]
}

/**
 * Images and metadata files of a folder and the folders in it. Names that begin with a dot are passed over,
 * and so are run folders: their thumbnails are no data. A symbolic link is followed if it is a file inside the folder; any other is left out with a warning.
 *
 * @throws DataError if the folder cannot be read.
 */
export async function listFolder(root: string): Promise<FolderListing> {
  if (isObject(root)) return sortObjects(await listObjects(root))
  const listing: FolderListing = { images: [], metadata: [], others: [], warnings: [] }
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
    if (entry.name.startsWith('.') || JUNK_FOLDERS.has(entry.name)) continue
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isDirectory()) {
      if (!(await isRunFolder(join(root, path)))) await walk(root, path, listing)
    } else if (METADATA_FILES.has(entry.name)) listing.metadata.push(path)
    else if (isImage(entry.name) && (entry.isFile() || (await mayFollow(root, path, listing)))) {
      listing.images.push(path)
    } else if (entry.isSymbolicLink() && !isImage(entry.name)) refuse(path, listing)
    else if (entry.isFile() && !isKnown(entry.name)) listing.others.push(path)
  }
}

function isKnown(name: string): boolean {
  const extension = extname(name).toLowerCase()
  return IMAGE_EXTENSIONS.has(extension) || NO_IMAGES.has(extension) || extension === ''
}

/** Files left out by extension, and the folders that thereby lose all images. */
export function warnLeftOut({ others, images }: FolderListing, onWarning?: Warn) {
  if (others.length === 0) return
  const counts = new Map<string, number>()
  for (const name of others) {
    const extension = extname(name).toLowerCase()
    counts.set(extension, (counts.get(extension) ?? 0) + 1)
  }
  const kept = new Set(images.map((name) => posix.dirname(name)))
  const folders = new Set(others.map((name) => posix.dirname(name)).filter((name) => name !== '.'))
  const lost = [...folders].filter((name) => !kept.has(name)).sort()
  const types = [...counts].sort(([, a], [, b]) => b - a).map(([type, count]) => `${type} ${count}`)
  onWarning?.({
    code: 'left-out-files',
    message: `${others.length === 1 ? '1 file is' : `${others.length} files are`} not JPEG, PNG, WebP, GIF, TIFF or AVIF and not read (${types.slice(0, 5).join(', ')})${lost.length > 0 ? `: nothing is left of ${lost.length === 1 ? 'folder' : 'folders'} ${firstFew(lost)}` : ''}; convert ${others.length === 1 ? 'it' : 'them'} to PNG if ${others.length === 1 ? 'it is an image' : 'they are images'}`,
  })
}

function isImage(name: string): boolean {
  return IMAGE_EXTENSIONS.has(extname(name).toLowerCase())
}

/** The same for the names of objects, which are in order already. */
function sortObjects(names: readonly string[]): FolderListing {
  const shown = names.filter((name) =>
    name.split('/').every((part) => !part.startsWith('.') && !JUNK_FOLDERS.has(part)),
  )
  const isMetadata = (name: string) => METADATA_FILES.has(posix.basename(name))
  return {
    images: shown.filter(isImage),
    metadata: shown.filter(isMetadata),
    others: shown.filter((name) => !isImage(name) && !isMetadata(name) && !isKnown(name)),
    warnings: [],
  }
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
