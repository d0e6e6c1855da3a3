import * as z from 'zod'
import { numberOrNull, textOrNull } from './fields.ts'

/** What a caption adds to the plain name of its class. */
const CAPTION_KINDS = [
  'all',
  'noun',
  'adjective',
  'preposition',
  'reference',
  'scene',
  'image',
  'attribute',
  'hypothesis',
  'user',
] as const

/**
 * A row of `captions.parquet`: one caption on one end of one direction. Kept are the best captions of each end, in the
 * robust profile after merging near-duplicates.
 */
export const captionRowSchema = z.strictObject({
  class: z.string(),
  direction: z.int().positive().describe('Rank of the direction'),
  caption: z.string(),
  kind: z.enum(CAPTION_KINDS).describe('What the caption says'),
  side: z.enum(['hard', 'easy']),
  rank: z.int().positive().describe('1 = furthest out on its side'),
  score: z
    .number()
    .describe(
      'Negative = hard; of the score "correlation": minus the correlation with how wrong the model is',
    ),
  claimed: z.boolean().describe('The evidence supports this caption as a name'),
  contradicts: z.boolean().describe('Its words name another class'),
  nearest: z.int().nonnegative().describe('K held-out images nearest the caption'),
  heldOutAccuracy: numberOrNull('Accuracy of those'),
  intervalLow: z.number().nullable(),
  intervalHigh: z.number().nullable(),
  classAccuracy: z.number().nullable(),
  p: numberOrNull('One-sided: accuracy differs from the class in the claimed sense'),
  randomAsGood: numberOrNull(
    'Share of random captions, from the other half of the ranking and with other images near them, that do as well',
  ),
  correlation: numberOrNull(
    'Over held-out images: leaning towards the caption with the loss; positive = hard',
  ),
  correlationP: numberOrNull('One-sided, in the sense of the side'),
  part: textOrNull('The words of the caption that carry it'),
  partP: numberOrNull('The same test of these words, over all captions that share them'),
  present: z
    .boolean()
    .describe('The class has images of what it says; false = only images like it'),
  merged: z
    .int()
    .nonnegative()
    .describe('Captions that say the same and were folded into this one, the simplest'),
})

/** `captions.json`, beside the table: a plain verdict a direction, and curves for the best captions. */
export const captionsFileSchema = z.strictObject({
  score: z.enum(['correlation', 'difference', 'faithful']),
  captions: z.int().describe('Captions scored'),
  directions: z.array(
    z.strictObject({
      class: z.string(),
      direction: z.int().positive(),
      hard: textOrNull('The claimed name; null = no caption in the set describes it'),
      easy: z.string().nullable(),
      candidate: textOrNull('The first hard caption, whether it is proven or not'),
      verdict: z.string().describe('One plain sentence'),
      modes: z
        .array(
          z.strictObject({
            number: z.int().positive().describe('As in directions.json'),
            hard: textOrNull('Its claimed name'),
            candidate: textOrNull('Its first caption, proven or not'),
            verdict: z.string().describe('One plain sentence'),
          }),
        )
        .default([])
        .describe(
          'Where there are several: each named as if the images of the others were not there. Chances of a false name are shared among them and the whole',
        ),
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
  unproven: z
    .array(
      z.strictObject({
        class: z.string(),
        candidate: textOrNull('Its first hard caption; never a name'),
        verdict: z.string().describe('One plain sentence'),
      }),
    )
    .default([])
    .describe('Classes whose failure is not significant, so that no name of it can be'),
})

export type CaptionRow = z.output<typeof captionRowSchema>
export type CaptionsFile = z.output<typeof captionsFileSchema>
