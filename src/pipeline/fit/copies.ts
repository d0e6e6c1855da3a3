import { createHash } from 'node:crypto'
import type { ExampleTable } from '../../core/direction/example-table.ts'
import { rowsOfSplit } from '../../core/direction/example-table.ts'
import { firstFew } from '../../io/files/first-few.ts'
import type { ImageSource } from '../../io/images/image-source.ts'
import type { RowReader } from '../../io/vectors/row-reader.ts'
import type { Warning } from '../../run/effects.ts'

/** Rows read at once. */
const BLOCK_ROWS = 4096

/** Calls back with the digest of each of some rows: of its vector, or of its image. */
export type EachDigest = (
  rows: Int32Array,
  use: (row: number, digest: string) => void,
) => Promise<void>

/**
 * Held-out rows that are, number by number or byte by byte, a row of the fit split: copies of one image. What is measured on
 * them was seen by the fit.
 */
export async function copiesOfFit(
  table: ExampleTable,
  eachDigest: EachDigest,
  { fitSplit, heldOutSplit }: { fitSplit: string; heldOutSplit: string },
): Promise<Set<number>> {
  const copies = new Set<number>()
  const heldOut = rowsOfSplit(table, heldOutSplit)
  if (fitSplit === heldOutSplit || heldOut.length === 0) return copies
  const seen = new Set<string>()
  await eachDigest(rowsOfSplit(table, fitSplit), (_, digest) => seen.add(digest))
  await eachDigest(heldOut, (row, digest) => {
    if (seen.has(digest)) copies.add(row)
  })
  return copies
}

/** Digests of vectors, read a block of rows at a time. */
export function vectorDigests(reader: Pick<RowReader, 'readRowList' | 'cols'>): EachDigest {
  return async (rows, use) => {
    for (let start = 0; start < rows.length; start += BLOCK_ROWS) {
      const list = rows.subarray(start, start + BLOCK_ROWS)
      const block = await reader.readRowList(list)
      list.forEach((row, i) => {
        const vector = block.subarray(i * reader.cols, (i + 1) * reader.cols)
        const bytes = new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength)
        use(row, createHash('md5').update(bytes).digest('base64'))
      })
    }
  }
}

/** Digests of encoded images; a row without one has none. */
export function imageDigests(images: Pick<ImageSource, 'digest'>): EachDigest {
  return async (rows, use) => {
    for (const row of rows) {
      const digest = await images.digest(row)
      if (digest !== undefined) use(row, digest)
    }
  }
}

/** What is said of such copies. */
export function copiesWarning(
  { ids, splits }: ExampleTable,
  copies: ReadonlySet<number>,
  { fitSplit, heldOutSplit }: { fitSplit: string; heldOutSplit: string },
): Warning {
  const total = splits.filter((split) => split === heldOutSplit).length
  return {
    code: 'copies-across-splits',
    message: `${copies.size} of ${total} examples of "${heldOutSplit}" are copies of examples of "${fitSplit}", and are left out of the held-out check: ${firstFew([...copies].map((row) => ids[row] ?? ''))}`,
  }
}
