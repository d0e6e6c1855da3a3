import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { writeAtomic, writeBytes } from '../../io/files/write-atomic.ts'
import type { Effects } from '../../run/effects.ts'
import type { Run } from '../run-folder/open-run.ts'
import { writeArgilla } from './argilla.ts'
import { CROISSANT_ABOUT, type CroissantAbout, croissantText } from './croissant.ts'
import { cvatFiles } from './cvat.ts'
import type { ExportedExample } from './exported-examples.ts'
import { fiftyOneFiles } from './fiftyone.ts'
import { huggingFaceFiles } from './hugging-face.ts'
import { copyImages } from './image-files.ts'
import { labelStudioFiles } from './label-studio.ts'
import { csvExport, jsonlExport } from './tables.ts'

/** Exports that are one file. */
export const TABLE_TOOLS = ['csv', 'jsonl', 'croissant'] as const
/** Exports that are a folder with images. */
export const IMAGE_TOOLS = ['fiftyone', 'label-studio', 'cvat', 'argilla', 'huggingface'] as const

export type TableTool = (typeof TABLE_TOOLS)[number]
export type ImageTool = (typeof IMAGE_TOOLS)[number]

/** Where each tool looks for images, inside the folder of the export. */
const IMAGE_FOLDERS: Record<ImageTool, string> = {
  fiftyone: 'data',
  'label-studio': 'images',
  cvat: 'images',
  argilla: 'images',
  huggingface: '.',
}

/** What to do with an export in its tool; `DIR` is its folder. */
export const HOW_TO: Record<ImageTool, string> = {
  fiftyone:
    'fiftyone.Dataset.from_dir("DIR", dataset_type=fiftyone.types.FiftyOneImageClassificationDataset)',
  'label-studio':
    'paste config.xml under Labeling Interface, import tasks.json; serve the images with LABEL_STUDIO_LOCAL_FILES_SERVING_ENABLED=true and LABEL_STUDIO_LOCAL_FILES_DOCUMENT_ROOT set to the folder above DIR, or give --image-prefix',
  cvat: 'paste labels.json under Raw labels, upload images with manifest.jsonl, then upload annotations.zip as ImageNet 1.0',
  argilla: 'push data/ to a dataset of the Hub, then argilla.Dataset.from_hub(NAME)',
  huggingface: 'datasets.load_dataset("imagefolder", data_dir="DIR")',
}

/** Writes an export that is one file. @throws DataError if the disk refuses. */
export async function writeTable(
  run: Run,
  tool: TableTool,
  examples: readonly ExportedExample[],
  path: string,
  about: CroissantAbout,
  effects: Effects = {},
): Promise<void> {
  if (tool === 'csv') return writeBytes(path, csvExport(examples))
  if (tool === 'jsonl') {
    const lines = () => Readable.from(jsonlExport(run, examples))
    return writeAtomic(path, (temporary) => pipeline(lines(), createWriteStream(temporary)))
  }
  const missing = CROISSANT_ABOUT.filter((key) => about[key] === undefined)
  if (missing.length > 0) {
    const message = `Croissant wants ${missing.join(', ')}, which a run does not know: give them with --about FILE.json`
    effects.onWarning?.({ code: 'croissant-incomplete', message })
  }
  return writeBytes(path, croissantText(run, about))
}

/**
 * Writes an export that is a folder, whole or not at all: the files of the tool and a copy of each image.
 *
 * @param imageAddress - For Label Studio: address of an image, from the name of its copy.
 * @returns Number of examples in it.
 */
export async function writeFolder(
  run: Run,
  tool: ImageTool,
  examples: readonly ExportedExample[],
  folder: string,
  imageAddress: (file: string) => string,
  effects: Effects = {},
): Promise<number> {
  let copies = 0
  const fill = async (temporary: string) => {
    copies = await fillFolder(run, tool, examples, temporary, imageAddress, effects)
  }
  await writeAtomic(folder, fill, { flushed: false })
  return copies
}

async function fillFolder(
  run: Run,
  tool: ImageTool,
  examples: readonly ExportedExample[],
  folder: string,
  imageAddress: (file: string) => string,
  effects: Effects,
): Promise<number> {
  const images = join(folder, IMAGE_FOLDERS[tool])
  const { classes } = run.examples
  const copied = await copyImages(run, examples, images, effects)
  if (tool === 'argilla') {
    await writeArgilla(
      join(folder, 'data', 'train-00000-of-00001.parquet'),
      copied,
      classes,
      images,
    )
    return copied.length
  }
  const files = {
    fiftyone: () => fiftyOneFiles(copied, classes),
    'label-studio': () => labelStudioFiles(copied, classes, imageAddress),
    cvat: () => cvatFiles(copied, classes),
    huggingface: () => huggingFaceFiles(copied),
  }[tool]()
  for (const { name, content } of files) await writeBytes(join(folder, name), content)
  return copied.length
}
