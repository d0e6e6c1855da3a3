import { readFile } from 'node:fs/promises'
import type * as z from 'zod'

/** What a JSON file of our own holds; undefined where it is missing, cut off, or of a version with another schema. */
export async function readKept<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch {
    return undefined
  }
}
