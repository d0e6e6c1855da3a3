import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ParquetColumn, writeParquet } from '../../io/tables/write-parquet.ts'
import type { ImageExample } from './image-files.ts'

/**
 * Argilla: a Parquet file with the images in it, for `Dataset.from_hub`. Its features, as Hugging Face datasets writes
 * them, make `image` an image field and `label` a label question, the label being the suggestion.
 *
 * @see docs.argilla.io, "Import and export datasets", from_hub; `datasets.Features` under the key `huggingface`.
 */
export async function writeArgilla(
  path: string,
  examples: readonly ImageExample[],
  classes: readonly string[],
  images: string,
): Promise<void> {
  const bytes = await Promise.all(examples.map(({ file }) => readFile(join(images, file))))
  const text = (name: string, cell: (example: ImageExample) => string | null): ParquetColumn => ({
    name,
    type: 'STRING',
    data: examples.map((example) => cell(example) ?? undefined),
  })
  const columns: ParquetColumn[] = [
    // The first field is the one that a record must have.
    { name: 'image', type: 'BYTE_ARRAY', data: bytes },
    text('id', ({ id }) => id),
    {
      name: 'label',
      type: 'INT32',
      data: examples.map(({ label, prediction }) => {
        const shown = label ?? prediction
        return shown === null ? undefined : classes.indexOf(shown)
      }),
    },
    text('split', ({ split }) => split),
    text('prediction', ({ prediction }) => prediction),
    text('mode_name', ({ modeName }) => modeName),
    {
      name: 'decision_value',
      type: 'DOUBLE',
      data: examples.map(({ decisionValue }) => decisionValue ?? undefined),
    },
    text('suspected_label_error', ({ suspectedLabelError }) => String(suspectedLabelError)),
  ]
  const value = (dtype: string) => ({ dtype, _type: 'Value' })
  const special: Record<string, object> = {
    image: { _type: 'Image' },
    label: { names: classes, _type: 'ClassLabel' },
    decision_value: value('float64'),
  }
  const features = Object.fromEntries(
    columns.map(({ name }) => [name, special[name] ?? value('string')]),
  )
  await writeParquet(path, columns, { huggingface: JSON.stringify({ info: { features } }) })
}
