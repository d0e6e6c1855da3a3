import * as z from 'zod'
import { type HubEncoderConfig, type Pixels, pixelsSchema } from '../run/config.ts'
import { EncoderError } from '../run/errors.ts'

const side = z.int().positive()
const sidesSchema = z.object({ height: side, width: side })

/** What of a Hugging Face `preprocessor_config.json` decides the input of a CLIP-like model. */
const preprocessorSchema = z.object({
  do_resize: z.boolean().default(true),
  size: z.union([side, sidesSchema, z.object({ shortest_edge: side })]),
  do_center_crop: z.boolean().default(false),
  crop_size: z.union([side, sidesSchema]).optional(),
  do_normalize: z.boolean().default(true),
  image_mean: z.array(z.number()).default([0, 0, 0]),
  image_std: z.array(z.number().positive()).default([1, 1, 1]),
  resample: z.int().default(2),
})

/** Pillow's numbers. Box and Hamming lie nearest to the linear kernel. */
const KERNELS = ['nearest', 'lanczos3', 'linear', 'cubic', 'linear', 'linear'] as const

/**
 * How a model in the Hub's layout wants its pixels.
 *
 * CLIP's own way is to bring the shorter side to 224 pixels by bicubic resampling and to crop the centre; SigLIP's is to
 * squash. The paper squashes to 224 x 224 by bilinear resampling and crops nothing: `resize: 'squash'`.
 *
 * @param raw - Parsed `preprocessor_config.json`.
 * @param file - For the error.
 * @throws EncoderError if the file describes something else than resizing, cropping and normalising.
 * @see Jain et al. 2023, appendix A.
 */
export function pixelsOf(raw: unknown, resize: HubEncoderConfig['resize'], file: string): Pixels {
  const { data, error } = preprocessorSchema.safeParse(raw)
  if (error) {
    const { path, message } = error.issues[0] ?? { path: [], message: '' }
    throw unreadable(file, `${path.join('.')}: ${message}`)
  }
  const { size, crop_size: crop, do_center_crop: hasCrop } = data
  const target = hasCrop ? (crop ?? size) : size
  if (typeof target === 'object' && 'shortest_edge' in target) {
    throw unreadable(file, 'size.shortest_edge without crop_size, expected a fixed size')
  }
  const shorterSide =
    typeof size === 'object' && 'shortest_edge' in size ? size.shortest_edge : size
  if (hasCrop && typeof shorterSide === 'object') {
    throw unreadable(file, 'size of both sides before a crop, expected size.shortest_edge')
  }
  return pixelsSchema.parse({
    size: typeof target === 'number' ? target : [target.height, target.width],
    mean: data.do_normalize ? data.image_mean : [0, 0, 0],
    std: data.do_normalize ? data.image_std : [1, 1, 1],
    ...(hasCrop && resize === 'model' ? { resize: 'crop', shorterSide } : { resize: 'squash' }),
    kernel: resize === 'squash' ? 'linear' : KERNELS[data.resample],
  })
}

const unreadable = (file: string, found: string) =>
  new EncoderError(`Cannot use "${file}": ${found}`, {
    model: file,
    hint: 'use encoder.onnx with encoder.input to describe the input yourself',
  })
