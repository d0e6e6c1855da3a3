import type { Readable } from 'node:stream'
import type { Warn } from '../../run/effects.ts'
import { fileError } from './file-error.ts'
import { openFile } from './read-bytes.ts'

/** Characters of a text that is read as one. */
const LONGEST = 2 ** 28

/** Encodings that spreadsheets and editors save tables in. */
export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'

/**
 * The encoding of a text file: UTF-16 where its first bytes say so, UTF-8 where all bytes are valid, else
 * Windows-1252, in which every byte is a letter. Reads the file once.
 *
 * @throws DataError if it cannot be read.
 */
async function textEncoding(path: string): Promise<TextEncoding> {
  const utf8 = new TextDecoder('utf-8', { fatal: true })
  let isFirst = true
  const { file } = await openFile(path)
  try {
    for await (const chunk of file.createReadStream() as AsyncIterable<Buffer>) {
      const marked = isFirst ? utf16(chunk) : undefined
      if (marked) return marked
      isFirst = false
      try {
        utf8.decode(chunk, { stream: true })
      } catch {
        return 'windows-1252'
      }
    }
    utf8.decode()
    return 'utf-8'
  } catch (cause) {
    if (cause instanceof TypeError) return 'windows-1252' // cut off inside a character
    throw fileError(cause, 'read', path)
  }
}

/** Byte order mark, or a first letter beside a zero byte. */
function utf16([first, second]: Buffer): TextEncoding | undefined {
  if ((first === 0xff && second === 0xfe) || (first && second === 0)) return 'utf-16le'
  if ((first === 0xfe && second === 0xff) || (first === 0 && second)) return 'utf-16be'
  return undefined
}

/**
 * The text of a file, a chunk at a time, without a byte order mark. A file that is no Unicode gives a warning.
 *
 * @returns The stream of bytes, to destroy when reading stops early, and its text.
 */
export async function openText(
  path: string,
  onWarning: Warn = () => {},
): Promise<{ stream: Readable; text: AsyncGenerator<string> }> {
  const encoding = await textEncoding(path)
  if (encoding === 'windows-1252') {
    onWarning({
      code: 'text-encoding',
      message: `"${path}" is not UTF-8: read as Windows-1252; check the names with accents, or save it as UTF-8`,
      where: path,
    })
  }
  const stream = (await openFile(path)).file.createReadStream()
  return { stream, text: decode(stream, encoding) }
}

async function* decode(stream: Readable, encoding: TextEncoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding)
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const text = decoder.decode(chunk, { stream: true })
    if (text !== '') yield text
  }
  const rest = decoder.decode()
  if (rest !== '') yield rest
}

/** The whole text of a file. */
export async function readText(path: string, onWarning?: Warn): Promise<string> {
  const parts: string[] = []
  let length = 0
  try {
    const { text } = await openText(path, onWarning)
    for await (const part of text) {
      length += part.length
      if (length > LONGEST) throw new Error(`more than ${LONGEST} characters`)
      parts.push(part)
    }
  } catch (cause) {
    throw fileError(cause, 'read', path)
  }
  return parts.join('')
}
