import { open } from 'node:fs/promises'
import { fileReason } from '../../io/files/file-error.ts'
import { EncoderError } from '../../run/errors.ts'

/** What can be said before the runtime sees the file. */
export async function checkModelFile(file: string): Promise<void> {
  const start = Buffer.alloc(64)
  try {
    const handle = await open(file)
    try {
      await handle.read(start, 0, start.length, 0)
    } finally {
      await handle.close()
    }
  } catch (cause) {
    const message = `Cannot load model "${file}": ${fileReason(cause)}`
    throw new EncoderError(message, { model: file, cause })
  }
  if (start.toString('latin1').startsWith('version https://git-lfs')) {
    throw new EncoderError(
      `Cannot load model "${file}": it is a Git LFS pointer, expected the model itself`,
      { model: file, hint: 'run  git lfs pull  in the folder of the model' },
    )
  }
}

/** Why a file did not load, and what to do. */
export function loadError(file: string, device: string, cause: unknown): EncoderError {
  const reason = reasonOf(cause)
  if (/protobuf parsing failed/i.test(reason)) {
    return new EncoderError(`Cannot load model "${file}": not an ONNX file, or cut off`, {
      model: file,
      hint: 'export it again, for example with torch.onnx.export',
      cause,
    })
  }
  const providerFailed = /execution ?provider|backend|adapter/i.test(reason)
  const hint = providerFailed
    ? 'set device to "cpu", or install what the device needs'
    : /external/i.test(reason)
      ? 'its weights are in a file of their own, which belongs beside it as it was exported'
      : 'export it again with an opset that onnxruntime 1.30 knows (7 to 26)'
  const on = providerFailed ? ` on device "${device}"` : ''
  return new EncoderError(`Cannot load model "${file}"${on}: ${reason}`, {
    model: file,
    hint,
    cause,
  })
}

/** An output that is not what it should be. */
export const outputError = (file: string, output: string, found: string, hint?: string) =>
  new EncoderError(`Cannot use output "${output}" of "${file}": ${found}`, { model: file, hint })

/** What the runtime says, in one line. */
export function reasonOf(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause)
  return text
    .trim()
    .replace(/\s*\n\s*/g, ' ')
    .replace(/^Load model from \S+ failed:\s*/i, '')
}
