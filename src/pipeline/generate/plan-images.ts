import { join } from 'node:path'
import * as z from 'zod'
import { isThere } from '../../io/files/is-folder.ts'
import { readKept } from '../../io/files/read-kept.ts'
import { readText } from '../../io/files/text-encoding.ts'
import { DataError } from '../../run/errors.ts'
import { digestJson } from '../run-folder/digest-json.ts'
import type { ApiKind, ImageOrder, ImageSettings } from './image-api.ts'

/** A line of a prompts file. */
const promptSchema = z.object({
  id: z.string().regex(/^[\w-]{1,64}$/),
  class: z.string(),
  direction: z.int().positive().default(1),
  side: z.string().default('hard'),
  prompt: z.string().min(1),
  negativePrompt: z.string().default(''),
  count: z.int().nonnegative().default(1),
})
export type PromptLine = z.output<typeof promptSchema>

/** One image to be. */
export interface PlannedImage extends ImageOrder {
  /** Name of its files, without extension. */
  id: string
  line: PromptLine
  /** Digest of everything it depends on. */
  key: string
}

/** `records/ID.json`: an image that is there, with what it was made from. Written after the image. */
const imageRecordSchema = z.strictObject({
  key: z.string(),
  file: z.string().describe('Relative to the folder of the intervention'),
  class: z.string(),
  side: z.string(),
  direction: z.int(),
  promptId: z.string(),
  prompt: z.string(),
  negativePrompt: z.string(),
  seed: z.int(),
  model: z.string().nullable(),
  server: z.string(),
})
export type ImageRecord = z.output<typeof imageRecordSchema>

/** Reads a JSON Lines file of prompts. @throws DataError with the line that is malformed, or if two lines have one id. */
export async function readPrompts(path: string): Promise<PromptLine[]> {
  const text = await readText(path).catch((cause) => {
    throw new DataError(`Cannot read prompts "${path}": no such file`, {
      path,
      cause,
      hint: 'faultline intervene RUN prompts writes it',
    })
  })
  const seen = new Set<string>()
  return text.split('\n').flatMap((line, i) => {
    if (line.trim() === '') return []
    const fail = (reason: string, cause?: unknown) =>
      new DataError(`Cannot read prompts "${path}": row ${i + 1}: ${reason}`, {
        path,
        row: i + 1,
        cause,
      })
    let raw: unknown
    try {
      raw = JSON.parse(line)
    } catch (cause) {
      throw fail('not JSON', cause)
    }
    const result = promptSchema.safeParse(raw)
    const issue = result.error?.issues[0]
    if (!result.success) throw fail(`${issue?.path.join('.')}: ${issue?.message}`)
    if (seen.has(result.data.id)) throw fail(`a second prompt with id "${result.data.id}"`)
    seen.add(result.data.id)
    return [result.data]
  })
}

/** Every image of the prompts; image i of each prompt has seed + i, so that prompts can be compared. */
export function planImages(
  prompts: readonly PromptLine[],
  seed: number,
  kind: ApiKind,
  settings: ImageSettings,
): PlannedImage[] {
  return prompts.flatMap((line) =>
    Array.from({ length: line.count }, (_, i) => {
      const { prompt, negativePrompt } = line
      const order = { prompt, negativePrompt, seed: seed + i }
      const id = `${line.id}-${String(i).padStart(4, '0')}`
      return { ...order, id, line, key: digestJson([order, line.class, kind, settings]) }
    }),
  )
}

/** The record of an image, if it is there and was made from the same. */
export async function finishedImage(
  folder: string,
  image: PlannedImage,
): Promise<ImageRecord | undefined> {
  const record = await readKept(join(folder, 'records', `${image.id}.json`), imageRecordSchema)
  const isSame = record?.key === image.key && (await isThere(join(folder, record.file)))
  return isSame ? record : undefined
}
