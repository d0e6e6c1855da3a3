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
  if (isObject(root)) {
    const shown = (name: string) => name.split('/').every((part) => !isPassedOver(part))
    return listingOf((await listObjects(root)).filter(shown))
  }
  const names: string[] = []
  const warnings: Warning[] = []
  try {
    if (!(await stat(root)).isDirectory()) {
      throw new DataError(`Cannot read images "${root}": it is a file, expected a folder`, {
        path: root,
      })
    }
    await walk(await realpath(root), '', names, warnings)
  } catch (cause) {
    throw fileError(cause, 'read', root)
  }
  return listingOf(names.sort(), warnings)
}

const isPassedOver = (name: string) => name.startsWith('.') || JUNK_FOLDERS.has(name)

/** Adds the files of a folder and of those in it. */
async function walk(root: string, folder: string, names: string[], warnings: Warning[]) {
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    if (isPassedOver(entry.name)) continue
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isDirectory()) {
      if (!(await isRunFolder(join(root, path)))) await walk(root, path, names, warnings)
    } else if (entry.isFile() || METADATA_FILES.has(entry.name)) names.push(path)
    else if (isImage(path) && (await isFileInside(root, join(root, path)))) names.push(path)
    else if (entry.isSymbolicLink()) warnings.push(refusedLink(path))
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

/** Names in order, by what they are. */
function listingOf(names: readonly string[], warnings: Warning[] = []): FolderListing {
  const isMetadata = (name: string) => METADATA_FILES.has(posix.basename(name))
  return {
    images: names.filter(isImage),
    metadata: names.filter(isMetadata),
    others: names.filter((name) => !isMetadata(name) && !isKnown(name)),
    warnings,
  }
}

/** Whether a symbolic link leads to a file inside the root. */
export async function isFileInside(root: string, path: string): Promise<boolean> {
  const target = await realpath(path).catch(() => '')
  return target.startsWith(root + sep) && (await stat(target)).isFile()
}

const refusedLink = (path: string): Warning => ({
  code: 'refused-link',
  message: `"${path}" is a symbolic link that leads out of the image folder or to a folder; left out`,
  where: path,
})
