import { join } from 'node:path'
import type { Matrix } from '../../core/vectors/matrix.ts'
import { openNpyRows } from '../../io/vectors/npy-rows.ts'
import type { RowReader } from '../../io/vectors/row-reader.ts'
import { RUN_FILES } from '../../run/files.ts'

const BLOCK = 4096

/** Opens the embeddings of a run for some work, and closes them. */
export async function withEmbeddings<T>(
  run: { folder: string },
  work: (rows: RowReader) => Promise<T>,
): Promise<T> {
  const reader = await openNpyRows(join(run.folder, RUN_FILES.embeddings))
  try {
    return await work(reader)
  } finally {
    await reader.close()
  }
}

/** Some rows of a file of vectors, in the order of the list. */
export async function matrixOf(
  reader: Pick<RowReader, 'readRowList' | 'cols'>,
  rows: ArrayLike<number>,
): Promise<Matrix> {
  return { data: await reader.readRowList(rows), rows: rows.length, cols: reader.cols }
}

/** All embeddings, a block of rows at a time. */
export async function* blocksOf(
  reader: RowReader,
): AsyncGenerator<{ start: number; block: Matrix }> {
  for (let start = 0; start < reader.rows; start += BLOCK) {
    const rows = Math.min(BLOCK, reader.rows - start)
    yield { start, block: { data: await reader.readRows(start, rows), rows, cols: reader.cols } }
  }
}
