import * as z from 'zod'

const textSchema = z.string().max(2000)

/** A set of examples with a name that a reader gave it. */
const namedSliceSchema = z.strictObject({
  name: z.string().trim().min(1).max(200),
  ids: z.array(textSchema),
})

/** What a reader said about one example. */
const imageReviewSchema = z.strictObject({
  id: textSchema,
  decision: z
    .enum(['keep', 'relabel', 'drop'])
    .nullable()
    .describe('About a label that may be wrong; null: none yet'),
  newLabel: textSchema.nullable().describe('Of "relabel"'),
  tags: z.array(z.string().trim().min(1).max(100)).max(50),
  note: z.string().max(5000),
})

/** `review.json`: what readers of the explorer have kept with the run. No step reads it, none removes it. */
export const reviewFileSchema = z.strictObject({
  format: z.literal('faultline-review'),
  version: z.literal(1),
  slices: z.array(namedSliceSchema),
  images: z.array(imageReviewSchema),
})

export type NamedSlice = z.output<typeof namedSliceSchema>
export type ImageReview = z.output<typeof imageReviewSchema>
export type LabelDecision = NonNullable<ImageReview['decision']>
export type ReviewFile = z.output<typeof reviewFileSchema>

/** A review in which nothing was said yet. */
export const EMPTY_REVIEW: ReviewFile = {
  format: 'faultline-review',
  version: 1,
  slices: [],
  images: [],
}
