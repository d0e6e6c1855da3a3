/**
 * Version of the standard operator set that an ONNX model names.
 *
 * @param model - Bytes of the file.
 * @returns undefined if it names none, or the bytes are no protobuf message.
 * @see https://github.com/onnx/onnx/blob/v1.17.0/onnx/onnx.proto, ModelProto.opset_import and OperatorSetIdProto.
 */
export function readOpset(model: Uint8Array): number | undefined {
  const sets = readFields(model).filter(({ number }) => number === 8)
  for (const { bytes } of sets) {
    const fields = bytes ? readFields(bytes) : []
    const domain = fields.find(({ number }) => number === 1)?.bytes
    if (domain === undefined || domain.length === 0) {
      return fields.find(({ number }) => number === 2)?.value
    }
  }
  return undefined
}

interface ReadField {
  number: number
  /** Of a varint. */
  value?: number
  /** Of a string, bytes or an inner message. */
  bytes?: Uint8Array
}

/** The fields of a message, up to where its bytes stop being one. */
function readFields(bytes: Uint8Array): ReadField[] {
  const fields: ReadField[] = []
  let at = 0
  const varint = (): number => {
    let [value, scale] = [0, 1]
    for (;;) {
      const byte = bytes[at++] ?? 0
      value += (byte & 127) * scale
      scale *= 128
      if (byte < 128 || scale > 2 ** 63) return value
    }
  }
  while (at < bytes.length) {
    const tag = varint()
    const number = Math.floor(tag / 8)
    if (tag % 8 === 0) fields.push({ number, value: varint() })
    else if (tag % 8 === 1) at += 8
    else if (tag % 8 === 5) at += 4
    else if (tag % 8 === 2) {
      const length = varint()
      fields.push({ number, bytes: bytes.subarray(at, at + length) })
      at += length
    } else return fields
  }
  return fields
}
