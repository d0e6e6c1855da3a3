import { resolve } from 'node:path'
import { encoderFiles } from '../../encoders/encoder-files.ts'
import { loadTextEncoder, loadUnknownWords } from '../../encoders/text-encoder.ts'
import { inputOfFile } from '../../io/files/digest.ts'
import type { Config, HubEncoderConfig } from '../../run/config.ts'
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
  const tower = textTowerOf({ captions, encoder })
  if (tower === undefined) {
    throw new ConfigError(
      `Cannot caption: ${encoder ? 'the encoder is for images only' : 'the config names no encoder'}, expected captions.embeddings, captions.encoder or encoder.model`,
      { hint: 'faultline caption --list CONFIG writes the texts to be embedded elsewhere' },
    )
  }
  const files = await encoderFiles(tower, baseFolder, 'text')
  const read = await modelFiles(files, tower.model)
  const source: TextSource = {
    kind: 'encoder',
    models: digestsOf(read),
    load: async () => {
      const encoder = await loadTextEncoder(tower, baseFolder)
      await checkUnchanged(read)
      return encoder
    },
    loadUnknownWords: () => loadUnknownWords(tower, baseFolder),
  }
  return { source, inputs: read.map(({ input }) => input) }
}

/** The text tower of a config: that of the captions, for images with precomputed vectors, else the encoder's own. */
export function textTowerOf({
  captions,
  encoder,
}: Pick<Config, 'captions' | 'encoder'>): HubEncoderConfig | undefined {
  if (captions?.encoder) return captions.encoder
  return encoder && 'model' in encoder ? encoder : undefined
}
