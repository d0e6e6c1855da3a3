import * as z from 'zod'
import { interval, texts } from './fields.ts'

/** A named set of examples, the rule that made it, and how the model does on it. */
const sliceSchema = z.strictObject({
  name: z.string(),
  class: z.string(),
  direction: z.int().positive(),
  side: z.enum(['hard', 'easy']),
  rule: z.string().describe('In plain words, for example: decision value <= 0 on split test'),
  split: z.string(),
  ids: texts.describe('Hardest (or easiest) first'),
  accuracy: z.number().nullable(),
  interval: interval.nullable().describe('Wilson, 95 %'),
  caption: z.string().nullable(),
})

/** `slices.json`. */
export const slicesFileSchema = z.strictObject({ slices: z.array(sliceSchema) })

export type Slice = z.output<typeof sliceSchema>
export type SlicesFile = z.output<typeof slicesFileSchema>
