import * as z from 'zod'
import { DataError } from '../../run/errors.ts'
import { firstFew } from '../files/first-few.ts'

const idSchema = z.union([z.number(), z.string()])
const cocoSchema = z.object({
  images: z.array(z.object({ id: idSchema, file_name: z.string() })),
  annotations: z.array(z.object({ image_id: idSchema, category_id: idSchema })),
  categories: z.array(z.object({ id: idSchema, name: z.string() })),
})

/** Whether a JSON value has the keys that a COCO file has. */
export const isCoco = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && 'images' in value && 'annotations' in value

/**
 * The images of a COCO file with their category: one row an image. Several annotations of one category are one label; an
 * image without any has none.
 *
 * @throws DataError if an image has annotations of several categories, or something names what is not there.
 * @see https://cocodataset.org/#format-data
 */
export function cocoRows(path: string, value: unknown): { file_name: string; label?: string }[] {
  const fail = (found: string, hint?: string) =>
    new DataError(`Cannot read COCO file "${path}": ${found}`, { path, hint })
  const parsed = cocoSchema.safeParse(value)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw fail(`${issue?.path.join('.') || 'the file'}: ${issue?.message}`)
  }
  const { images, annotations, categories } = parsed.data
  const nameOf = new Map(categories.map(({ id, name }) => [id, name]))
  const fileOf = new Map(images.map(({ id, file_name }) => [id, file_name]))
  if (fileOf.size < images.length) throw fail('two images have the same id, expected one each')
  const labelOf = new Map<string | number, string>()
  const several = new Set<string>()
  for (const { image_id, category_id } of annotations) {
    const file = fileOf.get(image_id)
    const label = nameOf.get(category_id)
    if (file === undefined) throw fail(`an annotation is of image ${image_id}, which is not there`)
    if (label === undefined)
      throw fail(`an annotation is of category ${category_id}, which is not there`)
    if ((labelOf.get(image_id) ?? label) !== label) several.add(file)
    labelOf.set(image_id, label)
  }
  if (several.size > 0) {
    throw fail(
      `${several.size} of ${images.length} images have several categories, expected one an image: ${firstFew([...several])}`,
      'this is a detection or multi-label set: crop its boxes to images of one object, or write a table with one label an image',
    )
  }
  return images.map(({ id, file_name }) => {
    const label = labelOf.get(id)
    return { file_name, ...(label !== undefined && { label }) }
  })
}
