import { join } from 'node:path'
import * as z from 'zod'
import { writeJson } from '../io/files/write-atomic.ts'
import { stateOf } from '../pipeline/show/explorer-facts.ts'
import { RUN_FILES } from '../run/files.ts'
import { reviewFileSchema } from '../run/review-file.ts'
import { Refusal } from './refusal.ts'

/** Bytes: a named slice of a million ids is some 15 MB. */
export const REVIEW_LIMIT = 32_000_000

const bodySchema = z.strictObject({
  base: z.string().describe('State of the file that this builds on; empty: there was none'),
  review: reviewFileSchema,
})

/**
 * Writes `review.json` of a run folder: the only file that the server writes.
 *
 * @returns The new state of the file.
 * @throws Refusal 400 if it is no review, 409 if the file is no longer what it builds on.
 */
export async function keepReview(folder: string, body: unknown): Promise<string> {
  const parsed = bodySchema.safeParse(body)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new Refusal(400, `No review: ${issue?.path.join('.')}: ${issue?.message}`)
  }
  const path = join(folder, RUN_FILES.review)
  if (((await stateOf(path)) ?? '') !== parsed.data.base) {
    throw new Refusal(
      409,
      'another window has changed it meanwhile; load this page again to see both',
    )
  }
  await writeJson(path, parsed.data.review)
  return (await stateOf(path)) ?? ''
}
