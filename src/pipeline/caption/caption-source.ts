import { resolve } from 'node:path'
import { encoderFiles } from '../../encoders/encoder-files.ts'
import { loadTextEncoder } from '../../encoders/text-encoder.ts'
import { inputOfFile } from '../../io/files/digest.ts'
import type { Config } from '../../run/config.ts'
import { ConfigError } from '../../run/errors.ts'
import type { InputRecord } from '../../run/manifest.ts'
import { modelInputs } from '../run-folder/model-inputs.ts'
import type { TextSource } from './caption-vectors.ts'

/**
 * Where the vectors of a config's captions come from, and the files that this reads.
 *
 * @throws ConfigError if the config has neither caption vectors nor an encoder with a text tower.
 */
export async function captionSource(
  { captions, encoder }: Pick<Config, 'captions' | 'encoder'>,
  baseFolder: string,
): Promise<{ source: TextSource; inputs: InputRecord[] }> {
  if (captions?.embeddings !== undefined) {
    const file = resolve(baseFolder, captions.embeddings)
    const input = await inputOfFile(file, captions.embeddings)
    return { source: { kind: 'file', file, sha256: input.sha256 }, inputs: [input] }
  }
  if (encoder === undefined || !('model' in encoder)) {
    throw new ConfigError(
      `Cannot caption: ${encoder ? 'the encoder is for images only' : 'the config names no encoder'}, expected captions.embeddings or encoder.model`,
      { hint: 'faultline caption --list CONFIG writes the texts to be embedded elsewhere' },
    )
  }
  const files = await encoderFiles(encoder, baseFolder, 'text')
  const inputs = await modelInputs(files, encoder.model)
  const identity = inputs.map(({ sha256 }) => sha256)
  const load = () => loadTextEncoder(encoder, baseFolder)
  return { source: { kind: 'encoder', identity, load }, inputs }
}
