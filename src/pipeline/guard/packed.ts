import { deflateSync, inflateSync } from 'node:zlib'
import { DataError } from '../../run/errors.ts'

type Numbers = Float32Array | Uint32Array | Uint16Array | Uint8Array

/** Numbers as base64 of their little-endian bytes. */
export function pack(values: Numbers): string {
  const { buffer, byteOffset, byteLength } = values
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64')
}

/** Bits as base64, the first in the lowest bit of the first byte. */
export function packBits(bits: ArrayLike<number>): string {
  const bytes = new Uint8Array(Math.ceil(bits.length / 8))
  for (let i = 0; i < bits.length; i++)
    bytes[i >> 3] = (bytes[i >> 3] ?? 0) | ((bits[i] ?? 0) << (i & 7))
  return pack(bytes)
}

/** Texts as base64 of their deflated JSON. */
export const packTexts = (texts: readonly string[]): string =>
  deflateSync(JSON.stringify(texts), { level: 9 }).toString('base64')

const TYPES = { float32: Float32Array, uint32: Uint32Array, uint16: Uint16Array, uint8: Uint8Array }

/**
 * Numbers from {@link pack}.
 *
 * @param where - File and key, for the error.
 * @throws DataError if there are more or fewer.
 */
export function unpack<T extends keyof typeof TYPES>(
  type: T,
  text: string,
  length: number | undefined,
  where: string,
): InstanceType<(typeof TYPES)[T]> {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'))
  const Type = TYPES[type]
  const found = bytes.length / Type.BYTES_PER_ELEMENT
  if (!Number.isInteger(found) || (length !== undefined && found !== length)) {
    throw new DataError(
      `Cannot read ${where}: ${found} numbers, expected ${length ?? 'whole ones'}`,
    )
  }
  return new Type(bytes.buffer) as InstanceType<(typeof TYPES)[T]>
}

/** Bits from {@link packBits}. @throws DataError if there are more or fewer. */
export function unpackBits(text: string, length: number, where: string): Uint8Array {
  const bytes = unpack('uint8', text, Math.ceil(length / 8), where)
  return Uint8Array.from({ length }, (_, i) => ((bytes[i >> 3] ?? 0) >> (i & 7)) & 1)
}

/** Most bytes that packed texts may unfold to: a hostile file must not fill the memory. */
const MOST_TEXT = 2 ** 30

/** Texts from {@link packTexts}. @throws DataError if they are not that many texts. */
export function unpackTexts(text: string, length: number, where: string): string[] {
  let texts: unknown
  try {
    const bytes = inflateSync(Buffer.from(text, 'base64'), { maxOutputLength: MOST_TEXT })
    texts = JSON.parse(bytes.toString('utf8'))
  } catch (cause) {
    throw new DataError(`Cannot read ${where}: ${(cause as Error).message}`, { cause })
  }
  if (
    !Array.isArray(texts) ||
    texts.length !== length ||
    texts.some((t) => typeof t !== 'string')
  ) {
    throw new DataError(`Cannot read ${where}: expected a list of ${length} texts`)
  }
  return texts
}
