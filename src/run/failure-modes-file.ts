import * as z from 'zod'
import { interval, textOrNull } from './fields.ts'

/** Version of `failure-modes.json`; a reader refuses any other. */
export const FAILURE_MODES_VERSION = 2

const packed = (what: string) => z.base64().describe(what)

/** Which encoder made the vectors. */
const encoderIdentitySchema = z.strictObject({
  id: z.string().describe('As the config names it, or `precomputed`'),
  digest: textOrNull(
    'Of its files and of the settings that change its vectors; null = precomputed',
  ),
  dimensions: z.int().positive(),
})

/** What flags images of a class and deals them out to its modes. */
const scorerSchema = z.strictObject({
  class: z.string(),
  bias: z.number(),
  threshold: z.number().describe('Flagged = decision value at most this'),
  weights: packed('float32[d], little-endian, base64'),
  centres: z
    .array(packed('float32[d]'))
    .max(255)
    .describe(
      'A flagged image is of the mode whose centre has the largest product with its standardized unit vector; empty where a class has one mode',
    ),
})

/** One kind of failure of a class, frozen. */
const frozenModeSchema = z.strictObject({
  id: z.string().describe('class#rank'),
  digest: z.string().describe('First 12 digits of the sha256 of its number and scorer'),
  class: z.string(),
  rank: z.int().positive().describe('Number of the mode in its class'),
  name: textOrNull('The claimed caption'),
  examples: z.int().nonnegative().describe('Flagged on the measured split'),
  errors: z.int().nonnegative().describe('Of the old model among those'),
  accuracy: z.number().nullable(),
  interval: interval.nullable().describe('Wilson, 95 %'),
  flagged: packed('uint32: places in the list of examples'),
})

/** `failure-modes.json`: failure modes frozen into tests, small enough to commit. */
export const failureModesFileSchema = z.strictObject({
  format: z.literal('faultline-failure-modes'),
  version: z.literal(FAILURE_MODES_VERSION),
  tool: z.string(),
  run: z.string().describe('Folder of the run that they were found in, without the way there'),
  encoder: encoderIdentitySchema,
  classes: z.array(z.string()),
  measuredOn: z.string().describe('Split of the examples below'),
  standardizer: z.strictObject({
    mean: packed('float32[d]'),
    deviation: packed('float32[d]; 0 = the feature counts for nothing'),
  }),
  examples: z.strictObject({
    count: z.int().nonnegative(),
    ids: packed('JSON list of strings, deflated'),
    labels: packed('uint16[n]: places in the list of classes'),
    correct: packed('One bit an example, first example in the lowest bit: the old model was right'),
    units: packed('uint32[n]: examples of one unit are copies, or of one declared group'),
    marks: packed(
      'float32[n]: each vector, at unit length, along one fixed direction; tells other vectors',
    ),
  }),
  scorers: z.array(scorerSchema).describe('Of the classes of the modes'),
  modes: z.array(frozenModeSchema),
})

export type EncoderIdentity = z.output<typeof encoderIdentitySchema>
export type FailureModesFile = z.output<typeof failureModesFileSchema>
