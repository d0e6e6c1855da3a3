import * as z from 'zod'
import { interval, numberOrNull } from './fields.ts'

const rateSchema = z.strictObject({
  examples: z.int().nonnegative(),
  errors: z.int().nonnegative(),
  errorRate: numberOrNull('null without examples'),
  interval: interval.nullable().describe('Wilson'),
})

/** Flagged against unflagged examples of a class on a split that the direction has not seen. */
const heldOutSchema = z.strictObject({
  split: z.string(),
  flagged: rateSchema,
  unflagged: rateSchema,
  difference: numberOrNull('Error rate of flagged minus unflagged'),
  differenceInterval: interval.nullable().describe('Newcombe'),
  auroc: numberOrNull('Of decision values as a sign of correctness'),
  aurocInterval: interval.nullable().describe('DeLong'),
})

const spread = z.strictObject({ mean: z.number(), deviation: z.number().nonnegative() })

/** One direction of one class. */
const directionSchema = z.strictObject({
  rank: z.int().positive().describe('1: a class has one direction'),
  row: z.int().nonnegative().describe('Row of directions.npy'),
  C: z.number().positive().nullable().describe('Price of a margin violation (faithful)'),
  penalty: z.number().positive().nullable().describe('λ of the ridge (robust)'),
  bias: z.number(),
  norm: z.number().nonnegative().describe('Decision value = norm * (unit normal . u) + bias'),
  balancedAccuracy: numberOrNull(
    'Of flags on rows that the fit left out (robust) or out of fold (faithful)',
  ),
  auroc: numberOrNull('Strength: how well left-out values tell errors from correct rows'),
  aurocInterval: interval
    .nullable()
    .describe('DeLong’s variance, doubled because the fits share training rows'),
  p: numberOrNull('(reached + 1) / (drawn + 1): how wrong the model was against permuted rows'),
  reached: z
    .int()
    .nonnegative()
    .nullable()
    .describe('Permutations whose statistic was at least the observed one'),
  drawn: z.int().nonnegative().nullable().describe('Permutations'),
  q: numberOrNull('Benjamini-Hochberg over classes'),
  scale: z
    .strictObject({
      values: spread.describe('Of left-out decision values'),
      target: spread
        .extend({ isSoft: z.boolean().describe('Whether it counts the confidence') })
        .describe('Of 1 if wrong, plus 2 (1 - confidence)'),
    })
    .nullable()
    .describe(
      'combinedValue = (decision value - mean) / deviation - 1/2 (target - mean) / deviation (robust)',
    ),
  heldOut: heldOutSchema.nullable(),
})

/** Whether a class has a failure direction, and if not, why. */
const stateSchema = z.enum(['ok', 'not-significant', 'not-enough-errors'])

/** One kind of failure of a class: a cluster of its flagged side, with its proof. */
const modeSchema = z.strictObject({
  number: z.int().positive().describe('From 1; column mode of examples.parquet'),
  row: z.int().nonnegative().describe('Row of modes.npy'),
  examples: z.int().nonnegative().describe('Flagged examples of the fit split that belong to it'),
  heldOut: z
    .strictObject({
      split: z.string(),
      mode: rateSchema,
      others: rateSchema.describe('All other held-out examples of the class'),
      difference: numberOrNull('Error rate of the mode minus the others'),
      differenceInterval: interval.nullable().describe('Newcombe'),
    })
    .nullable(),
  isClaimed: z.boolean().describe('Errs more than the others on held-out examples, at 95 %'),
})

/** What was found for one class. */
const classDirectionsSchema = z.strictObject({
  class: z.string(),
  state: stateSchema,
  reason: z.string().describe('One plain sentence'),
  examples: z.int().nonnegative().describe('Of the fit split'),
  errors: z.int().nonnegative(),
  directions: z.array(directionSchema),
  modes: z
    .array(modeSchema)
    .describe(
      'Of a class whose state is "ok" (robust): one, or two to four that stand apart on held-out rows',
    ),
})

/** `directions.json`. */
export const directionsFileSchema = z.strictObject({
  profile: z.enum(['robust', 'faithful']),
  fitSplit: z.string(),
  standardizer: z.strictObject({
    split: z.string(),
    rows: z.int(),
    constantFeatures: z.array(z.int()).describe('Zero variance: they count for nothing'),
  }),
  classes: z.array(classDirectionsSchema),
})

export type DirectionState = z.output<typeof stateSchema>
export type ModeRecord = z.output<typeof modeSchema>
export type DirectionRecord = z.output<typeof directionSchema>
export type ClassDirections = z.output<typeof classDirectionsSchema>
export type DirectionsFile = z.output<typeof directionsFileSchema>
export type HeldOut = z.output<typeof heldOutSchema>

/**
 * Whether a direction was seen again for certain on held-out images: those it flags are wrong more often, by the whole 95 %
 * interval of the difference. Undefined where no held-out images could tell.
 */
export function isSeenAgain({ heldOut }: Pick<DirectionRecord, 'heldOut'>): boolean | undefined {
  const low = heldOut?.differenceInterval?.[0]
  return low === undefined ? undefined : low > 0
}
