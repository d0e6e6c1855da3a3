import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { writeBytes, writeJson } from '../../io/files/write-atomic.ts'
import { csvText } from '../../run/csv-text.ts'
import type { Effects } from '../../run/effects.ts'
import { DataError } from '../../run/errors.ts'
import type { InterventionManifest } from '../../run/interventions-file.ts'
import { classCounts } from '../interventions/group-counts.ts'
import { interventionFolder, writeIntervention } from '../interventions/write-intervention.ts'
import type { Run } from '../run-folder/open-run.ts'
import { following, type Patience, RequestFailed } from './ask-server.ts'
import type { ImageApi, ImageSettings } from './image-api.ts'
import {
  finishedImage,
  type ImageRecord,
  type PlannedImage,
  type PromptLine,
  planImages,
} from './plan-images.ts'
import { requestImage } from './request-image.ts'

export interface GenerateOptions {
  prompts: readonly PromptLine[]
  settings: ImageSettings
  /** Requests a minute at most. @default 60 */
  rate?: number | undefined
  patience?: Partial<Patience> | undefined
  /** @default the run's */
  seed?: number | undefined
  /** Folder under `interventions/`. @default generate */
  name?: string | undefined
  /** The file of the prompts, if it is one of the run folder. */
  inputs?: readonly string[] | undefined
}

/** So many images in a row that fail end the work: the server is down, not the prompt bad. */
const FAILURES_IN_A_ROW = 5

/** Which images are asked for and which are there already; sends nothing. */
export async function planGenerate(run: Run, api: ImageApi, options: GenerateOptions) {
  const { name = 'generate', seed = run.manifest.config.seed, prompts, settings } = options
  const folder = interventionFolder(run, name)
  const images = planImages(prompts, seed, api.kind, settings)
  const [done, missing]: [ImageRecord[], PlannedImage[]] = [[], []]
  for (const image of images) {
    const record = await finishedImage(folder, image)
    if (record) done.push(record)
    else missing.push(image)
  }
  return { images, done, missing }
}

/**
 * `faultline intervene RUN generate`: sends prompts to a text-to-image server and stores every image with its prompt.
 * An image that is there is not asked for again, so the same command continues where it was stopped.
 *
 * @throws ConfigError if the server refuses the key or the path.
 * @throws DataError if several images in a row fail; what is there is kept.
 */
export async function generateImages(
  run: Run,
  api: ImageApi,
  options: GenerateOptions,
  effects: Effects = {},
): Promise<InterventionManifest> {
  const { name = 'generate', rate = 60, settings, seed = run.manifest.config.seed } = options
  const folder = interventionFolder(run, name)
  const patience = { retries: 5, backoffMs: 1000, timeoutMs: 300_000, ...options.patience }
  const { images, done, missing } = await planGenerate(run, api, options)
  const records = [...done]
  const failures: { image: PlannedImage; reason: string }[] = []
  const { signal, release } = following(effects.signal)
  let inARow = 0
  let next = 0
  try {
    for (const image of missing) {
      effects.signal?.throwIfAborted()
      const now = performance.now()
      await sleep(next - now, signal)
      next = Math.max(next, now) + 60_000 / rate
      effects.onProgress?.({
        step: 'generate',
        done: records.length + failures.length,
        total: images.length,
        unit: 'images',
      })
      try {
        const wait = (ms: number) => sleep(ms, signal)
        const { bytes, format } = await requestImage(api, image, settings, patience, wait, signal)
        records.push(await storeImage(folder, image, bytes, format, api, settings))
        inARow = 0
      } catch (error) {
        if (!(error instanceof RequestFailed)) throw error
        failures.push({ image, reason: error.message })
        inARow += 1
        if (inARow === FAILURES_IN_A_ROW) throw giveUp(error, records.length, images.length)
      }
    }
  } finally {
    release()
    if (records.length > 0) await writeBytes(join(folder, 'metadata.csv'), metadataCsv(records))
  }
  const [first] = failures
  const planned = images.map(({ line }) => line.class)
  if (records.length === 0 && first) {
    const found = `none of ${images.length} could be made, the first because ${first.reason}`
    throw new DataError(`Cannot make images: ${found}`, { hint: 'the same command tries again' })
  }
  return writeIntervention(run, {
    name,
    kind: 'generate',
    rule: 'images made from prompts by a text-to-image server',
    settings: {
      server: api.url.origin + api.url.pathname,
      api: api.kind,
      ...settings,
      model: settings.model ?? null,
    },
    seed,
    counts: classCounts(
      planned,
      planned,
      records.map((record) => record.class),
    ),
    inputs: options.inputs ?? [],
    warnings: failures.map(({ image, reason }) => `${image.id} failed: ${reason}`),
    files: [
      {
        file: 'metadata.csv',
        about: 'Images with class and prompt, as an image folder',
        content: metadataCsv(records),
      },
      { file: 'HOW-TO.md', about: 'How to train with them', content: HOW_TO },
    ],
  })
}

function giveUp(cause: RequestFailed, done: number, all: number): DataError {
  return new DataError(
    `Cannot make images: ${FAILURES_IN_A_ROW} in a row failed, the last because ${cause.message}`,
    { cause, hint: `${done} of ${all} are there; the same command continues` },
  )
}

async function storeImage(
  folder: string,
  image: PlannedImage,
  bytes: Uint8Array,
  format: string,
  api: ImageApi,
  settings: ImageSettings,
): Promise<ImageRecord> {
  const { line, key, prompt, negativePrompt, seed } = image
  const record = {
    key,
    file: `images/${image.id}.${format === 'jpeg' ? 'jpg' : format}`,
    class: line.class,
    side: line.side,
    direction: line.direction,
    promptId: line.id,
    prompt,
    negativePrompt,
    seed,
    model: settings.model ?? null,
    server: api.url.origin + api.url.pathname,
  }
  await writeBytes(join(folder, record.file), bytes)
  await writeJson(join(folder, 'records', `${image.id}.json`), record)
  return record
}

/** As Hugging Face's image folder reads it, in the order of the files. */
function metadataCsv(records: readonly ImageRecord[]): string {
  return csvText(
    ['file_name', 'label', 'side', 'direction', 'prompt', 'seed'],
    records
      .toSorted((a, b) => (a.file < b.file ? -1 : 1))
      .map(({ file, class: label, side, direction, prompt, seed }) => [
        file,
        label,
        side,
        direction,
        prompt,
        seed,
      ]),
  )
}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  await setTimeout(Math.max(0, ms), undefined, { signal }).catch(() => signal.throwIfAborted())
}

const HOW_TO = `# Images from prompts

\`images/\` holds one file an image, \`metadata.csv\` its class, side (hard, easy or reference), prompt and seed, and
\`records/\` the same with the server and the model.

First check that the images still show their class; one that does not is marked and should not be trained on:

\`\`\`sh
faultline score RUN . --identity
\`\`\`

## PyTorch

\`\`\`python
import pandas as pd, torch
from PIL import Image

class Made(torch.utils.data.Dataset):
    def __init__(self, transform, classes):
        self.table, self.transform, self.classes = pd.read_csv('metadata.csv'), transform, classes
    def __len__(self):
        return len(self.table)
    def __getitem__(self, i):
        row = self.table.iloc[i]
        return self.transform(Image.open(row.file_name).convert('RGB')), self.classes.index(row.label)

train = torch.utils.data.ConcatDataset([train_dataset, Made(train_transform, classes)])
\`\`\`

## Hugging Face datasets

\`\`\`python
from datasets import load_dataset
made = load_dataset('imagefolder', data_dir='.', split='train')
\`\`\`
`
