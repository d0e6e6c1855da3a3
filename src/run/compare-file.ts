import * as z from 'zod'
import { interval, numberOrNull, textOrNull, warningSchema } from './fields.ts'
import { madeFromSchema } from './manifest.ts'

const countSchema = z.strictObject({
  examples: z.int().nonnegative(),
  errors: z.int().nonnegative(),
  accuracy: numberOrNull('null without examples'),
  interval: interval.nullable().describe('Wilson, 95 %'),
})

/** What changed from the old to the new model on one set of examples. */
const changeSchema = z.strictObject({
  old: countSchema,
  new: countSchema,
  broken: z.int().nullable().describe('Old right, new wrong; null if the examples differ'),
  mended: z.int().nullable().describe('Old wrong, new right'),
  units: z.int().describe('Independent examples: copies and declared groups count once'),
  difference: numberOrNull('New error rate minus old'),
  interval: interval.describe('95 %, of the difference'),
  p: z
    .strictObject({ worse: z.number(), better: z.number(), safe: z.number() })
    .describe('One-sided, Holm adjusted over the list that it stands in'),
  verdict: z.enum(['worse', 'better', 'safe', 'inconclusive']),
  needed: z.int().nullable().describe('Further images for a verdict; null = none would do'),
})

const worstSchema = z.strictObject({
  id: z.string(),
  image: z.string().nullable(),
  label: z.string(),
  prediction: z.string().describe('Of the new model'),
})

const images = {
  worst: z
    .array(worstSchema)
    .describe(
      'At most twelve that broke (all that are wrong now, if the examples differ), least confident first',
    ),
  best: z
    .array(worstSchema)
    .optional()
    .describe(
      'At most twelve that were mended, most confident first; missing if the examples differ',
    ),
}

/** A frozen mode under both models. */
const modeChangeSchema = changeSchema.extend({
  ...images,
  id: z.string().describe('class#rank'),
  class: z.string(),
  rank: z.int().positive(),
  name: z.string().nullable(),
})

/** A failure mode of the new model that overlaps no frozen one. */
const newModeSchema = modeChangeSchema.extend({
  id: z.string().describe('class#rank of NEW, since the baseline has its own class#rank'),
  q: numberOrNull('Of its class in the new model'),
  overlap: z
    .number()
    .describe('Largest share of flagged images shared with a frozen mode (Jaccard)'),
  isNew: z.boolean().describe('The new model fails there and the old one did so less, surely'),
})

/** A direction along which the new model lost or gained against the old one. */
const shiftSchema = z.strictObject({
  class: z.string(),
  side: z.enum(['worse', 'better']),
  name: textOrNull('A caption that held-out images prove of that side'),
  p: z.number().describe('By permutation, on the fit split'),
  q: z.number().describe('Benjamini-Hochberg over classes and sides'),
  ...images,
  change: changeSchema.describe(
    'On the images of that side, of a split that had no part in the fit',
  ),
  rest: changeSchema.describe('On the class’s other images of that split'),
})

/** What `faultline compare --json` and `check --format json` print, and `compare` keeps in the new run as `comparison.json`. */
export const compareFileSchema = z.strictObject({
  format: z.literal('faultline-comparison'),
  version: z.literal(1),
  tool: z.string(),
  old: z
    .string()
    .describe('Folder of the old run, as much of the way there as tells it from the new one'),
  new: z.string(),
  paired: z.boolean().describe('Both models were judged on the same examples'),
  joined: z.strictObject({
    examples: z.int().describe('That count'),
    missing: z.int().describe('Of the baseline, unknown to the new model'),
    relabelled: z.int().describe('Left out: another label than in the baseline'),
    moved: z.int().describe('Left out: another vector than in the baseline'),
  }),
  margin: z.number(),
  alpha: z.number(),
  verdict: z.enum(['pass', 'fail', 'inconclusive']).describe('fail: a mode is worse, or new'),
  summary: z.array(z.string()).describe('Plain sentences, the most important first'),
  overall: changeSchema,
  classes: z.array(changeSchema.extend({ class: z.string() })),
  modes: z.array(modeChangeSchema),
  newModes: z.array(newModeSchema).nullable().describe('null: not looked for, for want of vectors'),
  shifts: z.array(shiftSchema).nullable().describe('null: not looked for'),
  warnings: z.array(warningSchema),
  madeFrom: madeFromSchema
    .optional()
    .describe('Of a kept comparison: files of the new run, as they were then'),
})

export type ChangeRecord = z.output<typeof changeSchema>
export type ModeChange = z.output<typeof modeChangeSchema>
export type NewMode = z.output<typeof newModeSchema>
export type Shift = z.output<typeof shiftSchema>
export type WorstImage = z.output<typeof worstSchema>
export type CompareFile = z.output<typeof compareFileSchema>
