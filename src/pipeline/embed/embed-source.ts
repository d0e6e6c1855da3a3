import { encoderFiles } from '../../encoders/encoder-files.ts'
import { loadImageEncoder } from '../../encoders/load-image-encoder.ts'
import type { Dataset } from '../../io/dataset/dataset.ts'
import { digestImages } from '../../io/images/image-source.ts'
import { resolveInput } from '../../io/objects/address.ts'
import { vectorInput } from '../../io/vectors/vector-input.ts'
import type { Config } from '../../run/config.ts'
import { ConfigError, DataError } from '../../run/errors.ts'
import type { InputRecord } from '../../run/manifest.ts'
import { checkUnchanged, digestsOf, modelFiles } from '../run-folder/read-files.ts'
import type { EmbedSource } from './embed.ts'

/** Where the vectors of a config come from, and the files that this reads. */
export async function embedSource(
  config: Config,
  baseFolder: string,
  dataset: Dataset,
): Promise<{ source: EmbedSource; inputs: InputRecord[] }> {
  const { embeddings, encoder } = config
  if (embeddings) {
    const file = resolveInput(baseFolder, embeddings.file)
    const input = await vectorInput(file, embeddings.file)
    return {
      source: {
        kind: 'file',
        file: { path: file, input },
        key: embeddings.key,
        names: dataset.ids.map((_, row) => dataset.images?.name(row)),
      },
      inputs: [input],
    }
  }
  if (encoder === undefined) {
    throw new ConfigError('Cannot embed: the config names neither an encoder nor embeddings', {
      hint: 'set encoder.model, encoder.onnx or embeddings.file',
    })
  }
  const images = imagesOf(dataset, 'encoder')
  const files = await encoderFiles(encoder, baseFolder)
  const read = await modelFiles(files, 'onnx' in encoder ? encoder.onnx : encoder.model)
  return {
    source: {
      kind: 'encoder',
      images,
      imagesDigest: await digestImages(images),
      models: digestsOf(read),
      // What the model is, its digests say.
      settings: {
        ...encoder,
        onnx: undefined,
        model: undefined,
        source: undefined,
        revision: undefined,
      },
      load: async () => {
        const model = await loadImageEncoder(encoder, baseFolder)
        await checkUnchanged(read)
        return model
      },
    },
    inputs: read.map(({ input }) => input),
  }
}

/** @throws DataError unless the dataset has images. */
export function imagesOf(dataset: Dataset, key: 'encoder' | 'classifier') {
  if (dataset.images && dataset.images.missing.length < dataset.images.count) return dataset.images
  throw new DataError(`Cannot run the ${key}: the dataset has no images`, {
    hint: `set dataset.images, or leave out ${key} and give ${key === 'encoder' ? 'embeddings' : 'predictions'}`,
  })
}
