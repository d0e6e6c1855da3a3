/** A field of a protobuf message: a number, or a stretch of bytes that is a text, an inner message or the like. */
export type MessageField =
  | { number: number; value: number }
  | { number: number; start: number; end: number }

/**
 * The fields of a message, one after the other; numbers of fixed size are passed over.
 *
 * @param byteAt - The byte at a place; a RangeError where there is none.
 * @throws RangeError where the bytes are no message.
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export function* messageFields(
  byteAt: (at: number) => number,
  start: number,
  end: number,
): Generator<MessageField> {
  let at = start
  const varint = (): number => {
    let value = 0
    for (let scale = 1; scale < 2 ** 70; scale *= 128) {
      const byte = byteAt(at++)
      value += (byte & 127) * scale
      if (byte < 128) return value
    }
    throw new RangeError('a number of more than ten bytes')
  }
  while (at < end) {
    const tag = varint()
    const [number, wireType] = [Math.floor(tag / 8), tag % 8]
    if (wireType === 0) yield { number, value: varint() }
    else if (wireType === 1) at += 8
    else if (wireType === 5) at += 4
    else if (wireType === 2) {
      const length = varint()
      const next = at + length
      if (next > end) throw new RangeError('a field ends behind its message')
      yield { number, start: at, end: next }
      at = next
    } else throw new RangeError(`wire type ${wireType}`)
  }
}
