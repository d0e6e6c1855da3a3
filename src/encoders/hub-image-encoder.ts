import type { HubEncoderConfig } from '../run/config.ts'
import { defaultStore, type ModelStore, openModelFolder } from './hub-folder.ts'
import { locateTower, readModelJson } from './hub-model.ts'
import type { ImageEncoder } from './image-model.ts'
import { openOnnxImageModel } from './onnx-image-model.ts'
import { pixelsOf } from './preprocessor.ts'

/**
 * The image tower of a CLIP or SigLIP model in the Hugging Face layout: `config.json`, `preprocessor_config.json` and
 * `onnx/vision_model.onnx`. Embeddings are the model's own, not normalised.
 *
 * Pixels are resized with anti-aliasing, as Pillow does it and as these models were trained; see `pixelsOf`.
 *
 * @param config - `encoder` of the config, with `model`: a local folder, or a Hub id that is downloaded once.
 * @param baseFolder - Folder that a path is relative to.
 * @throws EncoderError if the model is not found, cannot be downloaded, or does not load.
 */
export async function loadHubImageEncoder(
  config: HubEncoderConfig,
  baseFolder: string,
  store: ModelStore = defaultStore(),
): Promise<ImageEncoder> {
  const { model, resize, orientation, batch, device } = config
  const folder = await openModelFolder(config, baseFolder, store)
  const { file, output } = await locateTower(folder, config, 'image')
  const preprocessor = await readModelJson(folder, 'preprocessor_config.json', model)
  const pixels = pixelsOf(preprocessor, resize, `${folder.folder}/preprocessor_config.json`)
  const input = { ...pixels, orientation }
  return openOnnxImageModel({ key: 'encoder', name: model, file, input, output, batch, device })
}
