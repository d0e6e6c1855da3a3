import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, sep } from 'node:path'
import { messageFields } from '../../io/onnx/message-fields.ts'
import { EncoderError } from '../../run/errors.ts'

/**
 * The messages of an ONNX file that lead to a tensor, by field number.
 *
 * @see https://github.com/onnx/onnx/blob/v1.17.0/onnx/onnx.proto for the numbers.
 */
const MESSAGES: Record<string, Record<number, string>> = {
  model: { 7: 'graph', 20: 'training', 25: 'function' },
  training: { 1: 'graph', 2: 'graph' },
  graph: { 1: 'node', 5: 'tensor', 15: 'sparse' },
  function: { 7: 'node', 11: 'attribute' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph', 22: 'sparse', 23: 'sparse' },
  sparse: { 1: 'tensor', 2: 'tensor' },
  tensor: { 13: 'entry' },
}
/** Fields of an entry of a tensor's `external_data`. */
const [KEY, VALUE] = [1, 2]
const LONGEST_TEXT = 65_536

/**
 * The files that hold weights of an ONNX file outside of it, as its tensors name them, each once, sorted. Weights inside
 * are passed over, not read.
 *
 * @param file - Path of the ONNX file.
 * @returns Paths in the file's own folder or below; they need not exist. None if the file is no protobuf message: loading
 * it tells more.
 * @throws EncoderError if a tensor names a file elsewhere.
 */
export function externalData(file: string): string[] {
  const locations = new Set<string>()
  const descriptor = openSync(file, 'r')
  try {
    walk(fileReader(descriptor), 'model', 0, fstatSync(descriptor).size, locations)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return []
  } finally {
    closeSync(descriptor)
  }
  return [...locations].sort().map((location) => {
    const path = join(dirname(file), location)
    const inside = relative(dirname(file), path)
    if (isAbsolute(location) || inside === '' || inside.split(sep)[0] === '..') {
      throw new EncoderError(
        `Cannot use model "${file}": its weights are in "${location}", expected a file beside it`,
        { model: file, hint: 'export it again with its weights in the same folder' },
      )
    }
    return path
  })
}

/** @throws RangeError where the bytes are no message. */
function walk(bytes: Reader, message: string, start: number, end: number, found: Set<string>) {
  let key = ''
  for (const field of messageFields(bytes.byteAt, start, end)) {
    if (!('end' in field)) continue
    const inner = MESSAGES[message]?.[field.number]
    if (inner) walk(bytes, inner, field.start, field.end, found)
    else if (message !== 'entry') continue
    else if (field.number === KEY) key = bytes.text(field.start, field.end)
    else if (field.number === VALUE && key === 'location')
      found.add(bytes.text(field.start, field.end))
  }
}

interface Reader {
  byteAt: (at: number) => number
  text: (start: number, end: number) => string
}

/** Reads a file here and there, through a window of a few kilobytes. */
function fileReader(descriptor: number): Reader {
  const window = Buffer.alloc(16_384)
  let [start, length] = [0, 0]
  const byteAt = (at: number): number => {
    if (at < start || at >= start + length) {
      length = readSync(descriptor, window, 0, window.length, at)
      start = at
    }
    const byte = window[at - start]
    if (byte === undefined || at >= start + length) throw new RangeError('behind the end')
    return byte
  }
  return {
    byteAt,
    text: (from, to) => {
      if (to - from > LONGEST_TEXT) throw new RangeError('a text that is no file name')
      const bytes = Buffer.alloc(to - from)
      readSync(descriptor, bytes, 0, bytes.length, from)
      return bytes.toString('utf8')
    },
  }
}
