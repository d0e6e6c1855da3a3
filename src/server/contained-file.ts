import { realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { Refusal } from './refusal.ts'

/** Segments that would leave the folder or mean something else on some system. */
const FORBIDDEN = /^\.{0,2}$|[\\/:\p{Cc}]/u

/**
 * The real path of a file inside a folder, from the encoded path of an address.
 *
 * @param encoded - Behind the prefix, percent-encoded, segments parted by `/`.
 * @throws Refusal 400 if a segment is malformed, 404 if there is no such file or it lies outside through a link.
 */
export async function containedFile(folder: string, encoded: string): Promise<string> {
  const segments = encoded.split('/').map(decodeSegment)
  const notFound = new Refusal(404, 'No such file in this run')
  const [root, path] = await Promise.all([
    realpath(folder),
    realpath(join(folder, ...segments)),
  ]).catch(() => {
    throw notFound
  })
  if (!path.startsWith(root + sep)) throw notFound
  return path
}

function decodeSegment(encoded: string): string {
  let segment: string
  try {
    segment = decodeURIComponent(encoded)
  } catch (cause) {
    throw Object.assign(new Refusal(400, 'The address is not well-formed'), { cause })
  }
  if (FORBIDDEN.test(segment)) throw new Refusal(400, 'The address leaves the run folder')
  return segment
}
