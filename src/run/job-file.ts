import * as z from 'zod'
import { configSchema } from './config.ts'
import { textOrNull } from './fields.ts'

/** Version of the job folder's format. */
export const JOB_VERSION = 1

const digest = z.string().regex(/^[0-9a-f]{64}$/)

/** What a job does to each row of its input. */
const workSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('embed'),
    config: configSchema.describe('Resolved; its dataset and encoder are what the job is about'),
    models: z.array(digest).describe('sha256 of each file of the encoder'),
    rows: digest.describe('Of the ids, in their order'),
  }),
  z.strictObject({
    kind: z.literal('score'),
    run: z.string().describe('Run folder whose directions score, relative to the job folder'),
    directions: digest.describe('Of its directions and standardizer'),
    vectors: z.string().describe('Relative to the job folder'),
    key: textOrNull('Array, tensor or column of the vectors'),
    hardest: z.int().positive().describe('Rows that a shard keeps of each direction'),
  }),
])

/** `plan.json`: what there is to do. The same inputs give the same bytes. */
export const planSchema = z.strictObject({
  format: z.literal('faultline-job'),
  version: z.literal(JOB_VERSION),
  tool: z.string(),
  base: z
    .string()
    .describe('Folder that the paths of the config are relative to, relative to this one'),
  work: workSchema,
  rows: z.int().positive(),
  rowsPerShard: z.int().positive(),
  shards: z.int().positive(),
})

/** `done/00042.json`, written last: a shard without it is not finished. */
export const doneSchema = z.strictObject({
  shard: z.int().nonnegative(),
  start: z.int().nonnegative().describe('First row'),
  end: z.int().nonnegative().describe('Behind the last row'),
  rows: z.int().nonnegative().describe('Rows with a result'),
  files: z.array(z.strictObject({ file: z.string(), size: z.int().nonnegative(), sha256: digest })),
  images: digest
    .optional()
    .describe('Of the images as they were read, row by row; missing where a store keeps them'),
  unreadable: z.array(z.strictObject({ id: z.string(), message: z.string() })),
  seconds: z.number().nonnegative().describe('Wall clock; not part of any digest'),
})

export type JobPlan = z.output<typeof planSchema>
export type ShardDone = z.output<typeof doneSchema>
