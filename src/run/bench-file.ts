import * as z from 'zod'
import { interval } from './fields.ts'

const estimateSchema = z.strictObject({
  mean: z.number(),
  interval: interval.describe('95 %, bootstrap over settings'),
  settings: z.int().positive(),
})

/** The measures of a method on one slice, as shares. */
export const MEASURES = [
  'p10',
  'pk',
  'averagePrecision',
  'solved',
  'best10',
  'power',
  'top1',
  'reciprocalRank',
] as const

const estimate = (what: string) => estimateSchema.nullable().describe(what)

const estimates = z.strictObject({
  p10: estimate('Of the ten hardest test rows of the label, in the slice'),
  pk: estimate('Likewise of as many as the slice has'),
  averagePrecision: estimateSchema.nullable(),
  solved: estimate('Settings with P@10 of at least .8'),
  best10: estimate('P@10 of the best slice that the method returned'),
  power: estimate('Settings significant at q < .05; null = no test'),
  top1: estimate(
    'Settings where the word that goes best with the score is one of the slice; null = no text tower, or no word for it',
  ),
  reciprocalRank: estimate('One over the rank of the first word of the slice'),
})

/** How one method did on the settings of one kind. */
const benchRowSchema = z.strictObject({
  kind: z.string().describe('all, or a kind of setting'),
  method: z.string(),
  measures: estimates,
  difference: estimates.describe('First method minus this one, in the same settings'),
  falseAlarms: z
    .strictObject({
      alarms: z.int(),
      settings: z.int(),
      interval,
    })
    .nullable()
    .describe('Null settings with anything significant; null = no test, or no null setting'),
})

/** `bench.json` */
export const benchFileSchema = z.strictObject({
  format: z.literal('faultline-bench'),
  version: z.literal(2),
  tool: z.string(),
  data: z.string(),
  seed: z.int(),
  settings: z.array(
    z.strictObject({
      name: z.string(),
      kind: z.string(),
      isNull: z.boolean(),
      size: z.int(),
      strength: z.number(),
      slices: z.array(z.string()),
    }),
  ),
  impossible: z.int().describe('Settings that the data did not allow'),
  methods: z.array(z.string()),
  table: z.array(benchRowSchema),
})

/** `bench --null --json`: how often something is found where nothing can be. */
const nullRateSchema = z.strictObject({
  run: z.string(),
  profile: z.string(),
  draws: z.int(),
  anyClass: z.strictObject({ alarms: z.int(), interval: interval }),
  classes: z.strictObject({ tests: z.int(), small: z.int().describe('p at most alpha') }),
  alpha: z.number(),
})

export type BenchEstimate = z.output<typeof estimateSchema>
export type BenchRow = z.output<typeof benchRowSchema>
export type BenchFile = z.output<typeof benchFileSchema>
export type NullRate = z.output<typeof nullRateSchema>
