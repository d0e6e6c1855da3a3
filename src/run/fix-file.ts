import * as z from 'zod'
import { interval, numberOrNull, textOrNull } from './fields.ts'
import { madeFromSchema } from './manifest.ts'

/** A set of test images on which every training is judged. */
const fixMeasureSchema = z.strictObject({
  name: z.string().describe('In plain words, unique'),
  kind: z.enum(['overall', 'class', 'flagged', 'caption', 'group']),
  class: textOrNull('null: all classes'),
  column: textOrNull('Of a known group'),
  value: textOrNull('Of a known group, or the caption'),
  examples: z.int().positive(),
})

/** One way of training, over all its seeds. */
const fixArmSchema = z.strictObject({
  name: z.string(),
  about: z.string().describe('One plain sentence'),
  added: z.int().nonnegative().describe('Pool images added'),
  addedByGroup: z
    .record(z.string(), z.number())
    .describe('Mean over seeds, by value of the known group'),
  seeds: z.array(
    z.strictObject({
      seed: z.int(),
      error: textOrNull('Why this training failed'),
      accuracy: z.array(z.number()).describe('On each measure; empty if the training failed'),
    }),
  ),
  accuracy: z.array(z.number().nullable()).describe('Mean over seeds on each measure'),
  interval: z.array(interval.nullable()).describe('95 %, of the mean, over seeds and images'),
})

/** One way of training against another on one measure. */
const fixComparisonSchema = z.strictObject({
  arm: z.string(),
  reference: z.string(),
  measure: z.string(),
  gain: z.number().describe('Mean accuracy of the arm minus that of the reference'),
  interval: interval.describe('95 %'),
  p: numberOrNull('Two-sided paired test over seeds and images'),
  q: numberOrNull('Benjamini-Hochberg over the measures of these two'),
  verdict: z.enum(['gain', 'loss', 'no difference']).describe('By q against alpha'),
})

/** Test images of a class that most trainings of an arm get right and most without it wrong. */
export const fixFlipSchema = z.strictObject({
  arm: z.string(),
  class: z.string(),
  mended: z.int().nonnegative().describe('Wrong without the arm, right with it, in most trainings'),
  broken: z.int().nonnegative().describe('The other way round'),
  images: z.array(z.string()).describe('Ids of up to 24 mended ones, flagged ones first'),
})

/** `fix.json`: whether the interventions help. */
export const fixFileSchema = z.strictObject({
  format: z.literal('faultline-fix'),
  version: z.literal(1),
  trainer: z.enum(['probe', 'command']),
  trainSplit: z.string(),
  poolSplit: z.string(),
  testSplit: z.string(),
  fitSplit: z.string().describe('Where the directions come from'),
  group: z.string().nullable(),
  budgets: z.array(z.strictObject({ class: z.string(), perClass: z.int() })),
  alpha: z.number(),
  summary: z.array(z.string()).describe('Plain sentences, the most important first'),
  measures: z.array(fixMeasureSchema),
  arms: z.array(fixArmSchema),
  comparisons: z.array(fixComparisonSchema),
  flipped: z.array(fixFlipSchema).default([]).describe('A line an arm and class that changes'),
  madeFrom: madeFromSchema.default([]).describe('Files of the run, as they were then'),
})

export type FixMeasure = z.output<typeof fixMeasureSchema>
export type FixArmResult = z.output<typeof fixArmSchema>
export type FixComparison = z.output<typeof fixComparisonSchema>
export type FixFlip = z.output<typeof fixFlipSchema>
export type FixFile = z.output<typeof fixFileSchema>
