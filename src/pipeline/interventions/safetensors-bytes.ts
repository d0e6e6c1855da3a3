/** Bytes of a `.safetensors` file with one float32 tensor. @see https://github.com/huggingface/safetensors, section "Format". */
export function safetensorsBytes(
  name: string,
  data: Float32Array,
  shape: readonly number[],
): Uint8Array {
  const json = JSON.stringify({
    [name]: { dtype: 'F32', shape, data_offsets: [0, data.byteLength] },
  })
  // Spaces bring the tensor to a multiple of 8 bytes.
  const header = new TextEncoder().encode(json.padEnd(Math.ceil(json.length / 8) * 8))
  const bytes = new Uint8Array(8 + header.length + data.byteLength)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true)
  bytes.set(header, 8)
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 8 + header.length)
  return bytes
}
