/** A field of a protobuf message: its number and its value. Lists are repeated fields. */
export type Field = readonly [number: number, value: Value]
type Value = string | number | bigint | Float | Uint8Array | readonly Field[]

/** A number that is stored as float32 and not as a varint. */
export interface Float {
  float: number
}

/**
 * Bytes of a protobuf message: integers as varints, strings, bytes and inner messages with their length before them.
 *
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export function encodeMessage(fields: readonly Field[]): Uint8Array {
  return Buffer.concat(fields.map(encodeField))
}

function encodeField([number, value]: Field): Uint8Array {
  if (typeof value === 'number' || typeof value === 'bigint') {
    return Buffer.concat([tag(number, 0), varint(value)])
  }
  if (typeof value === 'object' && 'float' in value) {
    return Buffer.concat([tag(number, 5), new Uint8Array(Float32Array.of(value.float).buffer)])
  }
  const bytes = bytesOf(value)
  return Buffer.concat([tag(number, 2), varint(bytes.length), bytes])
}

function bytesOf(value: string | Uint8Array | readonly Field[]): Uint8Array {
  if (typeof value === 'string') return Buffer.from(value)
  return value instanceof Uint8Array ? value : encodeMessage(value)
}

const tag = (number: number, wireType: number) => varint((number << 3) | wireType)

/** Seven bits a byte, lowest first; negative numbers as 64-bit two's complement. */
function varint(value: number | bigint): Uint8Array {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, BigInt(value))
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128)
    rest >>= 7n
  }
  bytes.push(Number(rest))
  return Uint8Array.from(bytes)
}
