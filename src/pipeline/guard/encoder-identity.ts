import type { EncoderIdentity } from '../../run/failure-modes-file.ts'
import type { RunManifest } from '../../run/manifest.ts'
import { digestJson } from '../run-folder/digest-json.ts'

/** Files of a text tower change no image vector. */
const TEXT_FILE = /(?:^|\/)(?:text_model[^/]*|tokenizer[^/]*|vocab[^/]*|merges\.txt|config\.json)$/

/** Which encoder made the vectors of a run: the same files with the same settings give the same digest anywhere. */
export function encoderIdentity({ config, inputs, counts }: RunManifest): EncoderIdentity {
  const { dimensions } = counts
  const { encoder, embeddings } = config
  if (embeddings || !encoder) return { id: 'precomputed', digest: null, dimensions }
  const id = 'onnx' in encoder ? encoder.onnx : encoder.model
  const files = inputs
    .filter(({ path }) => path === id || path.startsWith(`${id}/`))
    .filter(({ path }) => !TEXT_FILE.test(path))
    .map(({ sha256 }) => sha256)
    .sort()
  // The batch and the device do not change what the encoder is.
  const { batch: _, device: __, ...settings } = encoder
  const named = { ...settings, onnx: undefined, model: undefined }
  return { id, digest: digestJson([files, named]), dimensions }
}
