/** The numbers of a `.npy` file of float32 in little-endian order; undefined if it is none. */
export function parseNpyFloats(bytes: ArrayBuffer): Float32Array | undefined {
  const view = new DataView(bytes)
  if (bytes.byteLength < 10 || view.getUint32(0) !== 0x934e554d) return undefined
  const isFirst = view.getUint8(6) === 1
  const start = (isFirst ? 10 : 12) + (isFirst ? view.getUint16(8, true) : view.getUint32(8, true))
  const header = new TextDecoder('latin1').decode(bytes.slice(10, start))
  if (!/'descr': *'<f4'/.test(header) || /'fortran_order': *True/.test(header)) return undefined
  return new Float32Array(
    bytes.slice(start, start + Math.floor((bytes.byteLength - start) / 4) * 4),
  )
}
