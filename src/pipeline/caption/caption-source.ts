import { resolve } from 'node:path'
import { encoderFiles } from '../../encoders/encoder-files.ts'
import { loadTextEncoder } from '../../encoders/text-encoder.ts'
import { inputOfFile } from '../../io/files/digest.ts'
import type { Config } from '../../run/config.ts'
import { ConfigError } from '../../run/errors.ts'
import type { InputRecord } from '../../run/manifest.ts'
import { checkUnchanged, digestsOf, modelFiles } from '../run-folder/read-files.ts'
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
    return { source: { kind: 'file', file: { path: file, input } }, inputs: [input] }
  }
  if (encoder === undefined || !('model' in encoder)) {
    throw new ConfigError(
      `Cannot caption: ${encoder ? 'the encoder is for images only' : 'the config names no encoder'}, expected captions.embeddings or encoder.model`,
      { hint: 'faultline caption --list CONFIG writes the texts to be embedded elsewhere' },
    )
  }
  const files = await encoderFiles(encoder, baseFolder, 'text')
  const read = await modelFiles(files, encoder.model)
  const load = async () => {
    const tower = await loadTextEncoder(encoder, baseFolder)
    await checkUnchanged(read)
    return tower
  }
  const inputs = read.map(({ input }) => input)
  return { source: { kind: 'encoder', models: digestsOf(read), load }, inputs }
}
