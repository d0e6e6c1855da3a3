import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { RunError } from '../../run/errors.ts'
import { fetchObject, type Patience } from './fetch-object.ts'

/** Bytes a request: few enough to be asked for again when a connection breaks. */
const PART = 2 ** 23
/** Bytes that opening brings: headers stand there, and all of a small object. */
const HEAD = 2 ** 16

/** An open file or object, as far as both are read alike; its types ask for no types of Node of those who use them. */
export interface OpenFile {
  /** Of a file of this machine. */
  readonly fd?: number
  read(
    into: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ bytesRead: number }>
  createReadStream(): Readable
  close(): Promise<void>
}

/**
 * Opens an object for reads of ranges. Every later read is of the same state of it, or refused.
 *
 * @throws As `fetchObject`.
 */
export async function openObject(
  address: string,
  patience?: Patience,
): Promise<{ file: OpenFile; size: number; mark: string | undefined }> {
  const { size, mark, bytes: head } = await fetchObject(address, { range: [0, HEAD] }, patience)
  const part = async (position: number, length: number) => {
    const range = [position, Math.min(length, PART, size - position)] as const
    if (position + range[1] <= head.length) return head.subarray(position, position + range[1])
    const answer = await fetchObject(address, { range, mark }, patience)
    if (answer.size === size) return answer.bytes
    throw new RunError(
      `Cannot read "${address}": ${answer.size} bytes, ${size} when it was opened: it was changed while it was read`,
      { hint: 'start again when nothing writes to it' },
    )
  }
  async function* parts() {
    for (let at = 0; at < size; at += PART) yield await part(at, PART)
  }
  const file: OpenFile = {
    read: async (into, offset, length, position) => {
      const bytes = await part(position, length)
      into.set(bytes, offset)
      return { bytesRead: bytes.length }
    },
    createReadStream: () => Readable.from(parts(), { objectMode: false }),
    close: async () => undefined,
  }
  return { file, size, mark }
}

/** sha256 that changes when an object does, from what its store says of it; undefined where that is too little. */
export const markDigest = (size: number, mark: string | undefined): string | undefined =>
  mark?.startsWith('"')
    ? createHash('sha256').update(`${size}\t${mark}\n`).digest('hex')
    : undefined
