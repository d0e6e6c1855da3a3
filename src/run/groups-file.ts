import * as z from 'zod'
import { numberOrNull } from './fields.ts'

const curveSchema = z.strictObject({
  by: z.enum(['decision value', 'confidence', 'random', 'domino']),
  k: z.array(z.int().positive()),
  minorityShare: z.array(z.number()),
})

/** How the hardest images of a class divide over a known group. */
const groupReportSchema = z.strictObject({
  column: z.string(),
  class: z.string().describe('Or "all classes", pooled'),
  minority: z.string().describe('Value of the column with the higher error rate in the class'),
  split: z.string(),
  examples: z.int(),
  minorityShare: z.number(),
  errorRate: z.number(),
  flaggedShare: z.number().nullable(),
  minorityShareOfErrors: z.number().nullable(),
  minorityShareOfFlagged: numberOrNull('Precision of the flag'),
  minorityFlagged: numberOrNull('Recall of the flag'),
  minorityErrs: numberOrNull('Share of the minority that errs'),
  curves: z.array(curveSchema),
})

/** `groups.json`. */
export const groupsFileSchema = z.strictObject({ reports: z.array(groupReportSchema) })

export type GroupReport = z.output<typeof groupReportSchema>
export type GroupsFile = z.output<typeof groupsFileSchema>
