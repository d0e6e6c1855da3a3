import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { RunError } from '../run/errors.ts'

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** A file of the built explorer, held in memory. */
export interface WebFile {
  type: string
  bytes: Buffer
  /** Its name holds its digest: it never changes. */
  immutable: boolean
}

/**
 * The built explorer by address: `/`, `/assets/index-1a2b.js`. Nothing else of the disk can be asked for by name.
 *
 * @param folder - `dist/web`.
 * @throws RunError if it was not built.
 */
export async function readWebFiles(folder: string): Promise<ReadonlyMap<string, WebFile>> {
  const names = await readdir(folder, { recursive: true }).catch((cause) => {
    throw new RunError(`Cannot serve the explorer: no folder "${folder}"`, {
      folder,
      hint: 'npm run build',
      cause,
    })
  })
  const files = await Promise.all(
    names.flatMap((name) => {
      const type = TYPES[extname(name)]
      return type === undefined ? [] : [loadFile(folder, name, type)]
    }),
  )
  return new Map(files)
}

async function loadFile(folder: string, name: string, type: string): Promise<[string, WebFile]> {
  const address = name === 'index.html' ? '/' : `/${name.replaceAll('\\', '/')}`
  const bytes = await readFile(join(folder, name))
  return [address, { type, bytes, immutable: address.startsWith('/assets/') }]
}
