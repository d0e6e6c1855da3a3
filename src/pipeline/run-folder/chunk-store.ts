import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import type { Matrix } from '../../core/vectors/matrix.ts'
import { writeJson } from '../../io/files/write-atomic.ts'
import { readNpy, writeNpy } from '../../io/vectors/npy.ts'

/** Rows of a chunk that could be encoded, what was seen of them, and those that could not, with the reason. */
const chunkSchema = z.strictObject({
  rows: z.array(z.int()),
  turned: z.array(z.int()).default([]),
  oneColour: z.array(z.int()).default([]),
  cols: z.int(),
  failed: z.array(z.strictObject({ row: z.int(), message: z.string() })),
})

export type Chunk = z.output<typeof chunkSchema>

/** Finished parts of a long encoding, in a folder of their own, so that a killed run loses at most one of them. */
export function chunkStore(folder: string) {
  const file = (chunk: number, type: string) =>
    join(folder, `${String(chunk).padStart(6, '0')}.${type}`)
  return {
    /** Numbers of the finished chunks. */
    finished: async (): Promise<Set<number>> => new Set(await numbersIn(folder)),
    /** The list of rows is written last: a chunk without it does not count. */
    write: async (
      chunk: number,
      chunkRows: Omit<z.input<typeof chunkSchema>, 'cols'>,
      embeddings: Matrix,
    ): Promise<void> => {
      const { data, cols } = embeddings
      await writeNpy(file(chunk, 'npy'), data, [embeddings.rows, cols])
      await writeJson(file(chunk, 'json'), { ...chunkRows, cols })
    },
    read: async (chunk: number): Promise<Chunk> =>
      chunkSchema.parse(JSON.parse(await readFile(file(chunk, 'json'), 'utf8'))),
    /** float32[rows, cols] */
    embeddings: async (chunk: number): Promise<Float32Array> =>
      Float32Array.from((await readNpy(file(chunk, 'npy'))).data),
    remove: (): Promise<void> => rm(folder, { recursive: true, force: true }),
  }
}

/** Numbers of the files `NUMBER.json` in a folder, ascending; none if there is no such folder. */
export async function numbersIn(folder: string): Promise<number[]> {
  const names = await readdir(folder).catch(() => [])
  return names
    .filter((name) => /^\d+\.json$/.test(name))
    .map((name) => Number.parseInt(name, 10))
    .sort((a, b) => a - b)
}
