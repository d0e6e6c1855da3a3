import * as z from 'zod'

/**
 * A row of `captions.parquet`: one caption on one end of one direction. Kept are the best captions of each end, in the
 * robust profile after merging near-duplicates.
 */
export const captionRowSchema = z.strictObject({
  class: z.string(),
  direction: z.int().positive().describe('Rank of the direction'),
  caption: z.string(),
  kind: z.enum(['all', 'noun', 'adjective', 'preposition', 'reference', 'user']),
  side: z.enum(['hard', 'easy']),
  rank: z.int().positive().describe('1 = furthest out on its side'),
  score: z.number().describe('Negative = hard'),
  claimed: z.boolean().describe('The evidence supports this caption as a name'),
  contradicts: z.boolean().describe('Its words name another class'),
  nearest: z.int().nonnegative().describe('K held-out images nearest the caption'),
  heldOutAccuracy: z.number().nullable().describe('Accuracy of those'),
  intervalLow: z.number().nullable(),
  intervalHigh: z.number().nullable(),
  classAccuracy: z.number().nullable(),
  p: z
    .number()
    .nullable()
    .describe('One-sided: accuracy differs from the class in the claimed sense'),
  randomAsGood: z
    .number()
    .nullable()
    .describe(
      'Share of random captions, from the other half of the ranking and with other images near them, that do as well',
    ),
  merged: z.int().nonnegative().describe('Near-duplicate captions folded into this one'),
})

/** `captions.json`, beside the table: a plain verdict a direction, and curves for the best captions. */
export const captionsFileSchema = z.strictObject({
  score: z.enum(['difference', 'faithful']),
  captions: z.int().describe('Captions scored'),
  directions: z.array(
    z.strictObject({
      class: z.string(),
      direction: z.int().positive(),
      hard: z
        .string()
        .nullable()
        .describe('The claimed name; null = no caption in the set describes it'),
      easy: z.string().nullable(),
      verdict: z.string().describe('One plain sentence'),
      curves: z.array(
        z.strictObject({
          caption: z.string(),
          side: z.enum(['hard', 'easy']),
          fraction: z.array(z.number()).describe('K as a share of the class'),
          accuracy: z.array(z.number()),
          low: z.array(z.number()),
          high: z.array(z.number()),
        }),
      ),
    }),
  ),
})

export type CaptionRow = z.output<typeof captionRowSchema>
export type CaptionsFile = z.output<typeof captionsFileSchema>
