import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { readNpy } from '../../src/io/vectors/npy.ts'

/** Values of an array that are worth a line each; of longer ones the shape says enough. */
const FEW = 500

/**
 * Every file of a run folder as one text that can be read in a diff: JSON and Parquet in full, arrays where they are
 * small, all numbers at six digits. Left out is what changes with every version or place: keys of steps, digests, sizes, the version.
 */
export async function renderRun(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((file) => !/(^|\/)steps\//.test(file))
    .sort()
  const parts = await Promise.all(
    files.map(async (file) => `== ${file}\n${await renderFile(join(folder, file))}`),
  )
  return `${parts.join('\n')}\n`
}

async function renderFile(path: string): Promise<string> {
  if (path.endsWith('.json')) return renderJson(JSON.parse(await readFile(path, 'utf8')))
  if (path.endsWith('.parquet')) return renderParquet(path)
  if (path.endsWith('.npy')) return renderNpy(path)
  return ''
}

const LEFT_OUT = new Set(['sha256', 'key', 'tool', 'base', 'size'])

function renderJson(value: unknown): string {
  const text = JSON.stringify(
    value,
    (key, inner) =>
      LEFT_OUT.has(key) ? undefined : typeof inner === 'number' ? round(inner) : inner,
    1,
  )
  // a list of plain values is one line
  return `${text.replaceAll(/\[\s+([^[\]{}]*?)\s+\]/g, (_, list: string) => `[${list.replaceAll(/\s*\n\s*/g, ' ')}]`)}\n`
}

async function renderParquet(path: string): Promise<string> {
  const file = await asyncBufferFromFile(path)
  const rows = await parquetReadObjects({ file, compressors })
  const cell = (value: unknown) =>
    typeof value === 'number' ? round(value) : value instanceof Uint8Array ? 'bytes' : value
  const lines = rows.map((row) => Object.values(row).map(cell).join(','))
  return `${[Object.keys(rows[0] ?? {}).join(','), ...lines].join('\n')}\n`
}

async function renderNpy(path: string): Promise<string> {
  const { data, shape } = await readNpy(path)
  const head = `[${shape.join(', ')}]\n`
  // Where points stand on a map means nothing, and the last digit of a number may move them all.
  if (data.length > FEW || /map(-axes)?\.npy$/.test(path)) return head
  const cols = shape.at(-1) ?? 1
  const rows = Array.from({ length: data.length / cols }, (_, i) =>
    Array.from(data.subarray(i * cols, (i + 1) * cols), (value) => round(Number(value))).join(','),
  )
  return `${head}${rows.join('\n')}\n`
}

const round = (value: number): number => Number(value.toPrecision(6))
