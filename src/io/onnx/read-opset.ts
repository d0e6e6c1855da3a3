import { messageFields } from './message-fields.ts'

const [OPSETS, DOMAIN, VERSION] = [8, 1, 2]

/**
 * Version of the standard operator set that an ONNX model names.
 *
 * @returns undefined if it names none, or the bytes are no protobuf message.
 * @see https://github.com/onnx/onnx/blob/v1.17.0/onnx/onnx.proto, ModelProto.opset_import and OperatorSetIdProto.
 */
export function readOpset(model: Uint8Array): number | undefined {
  const byteAt = (at: number): number => {
    const byte = model[at]
    if (byte === undefined) throw new RangeError('behind the end')
    return byte
  }
  try {
    for (const field of messageFields(byteAt, 0, model.length)) {
      if (field.number !== OPSETS || !('end' in field)) continue
      const own = [...messageFields(byteAt, field.start, field.end)]
      const domain = own.find(({ number }) => number === DOMAIN)
      if (domain && 'end' in domain && domain.end > domain.start) continue
      const version = own.find(({ number }) => number === VERSION)
      return version && 'value' in version ? version.value : undefined
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
  }
  return undefined
}
