import * as z from 'zod'

/** `evidence.json`: the images behind each caption's numbers. */
export const evidenceFileSchema = z.strictObject({
  format: z.literal('faultline-evidence'),
  version: z.literal(1),
  directions: z.array(
    z.strictObject({
      class: z.string(),
      direction: z.int().positive(),
      captions: z.array(
        z.strictObject({
          caption: z.string(),
          side: z.enum(['hard', 'easy']),
          ids: z
            .array(z.string())
            .describe(
              'Held-out images of the class nearest to the caption, nearest first, at most 200',
            ),
        }),
      ),
    }),
  ),
})

export type EvidenceFile = z.output<typeof evidenceFileSchema>
