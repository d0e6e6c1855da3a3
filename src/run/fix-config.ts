import * as z from 'zod'
import { optionalText, positive, texts } from './fields.ts'

/** Everything that `faultline fix` can compare. */
export const FIX_ARMS = [
  'none',
  'random',
  'confidence',
  'direction',
  'filter',
  'oracle',
  'weights-soft',
  'weights-times-two',
  'weights-balanced',
  'weights-confidence',
  'weights-oracle-times-two',
  'weights-oracle-balanced',
] as const

const commandSchema = z.strictObject({
  run: texts
    .min(1)
    .describe('Program and arguments, no shell; runs in the folder of the config file'),
  timeoutMinutes: z.number().positive().default(240).describe('A training that takes longer fails'),
  keepEnvironment: texts
    .default([])
    .describe(
      'Variables to hand on besides those that programs commonly need (PATH, CUDA_..., ...)',
    ),
})

/** `fix` of the config: what `faultline fix` retrains and compares. */
export const fixConfigSchema = z.strictObject({
  trainer: z
    .enum(['probe', 'command'])
    .optional()
    .describe('probe: a linear head on the features; command: your training. Default: by command'),
  interventions: z
    .array(z.enum(FIX_ARMS))
    .min(1)
    .optional()
    .describe('Default: all that the data allow; none, random and confidence always take part'),
  classes: texts.optional().describe('Classes that get images. Default: those with a direction'),
  perClass: positive
    .optional()
    .describe('Pool images to add to each class. Default: a tenth of its training images'),
  classBy: z
    .enum(['label', 'prediction'])
    .default('label')
    .describe('Which class of a pool image uses the budget of that class'),
  group: optionalText('Known group that the oracles use. Default: the first of groups'),
  seeds: z.int().min(2).default(5).describe('Trainings of each intervention'),
  trainSplit: z.string().default('train'),
  poolSplit: z.string().default('pool'),
  testSplit: optionalText('Judges the result. Default: method.heldOutSplit'),
  l2: z.number().positive().default(0.001).describe('Weight decay of the probe'),
  features: z
    .union([
      z.strictObject({
        file: z.string().min(1).describe('Vectors in dataset order; relative to the config file'),
        key: z.string().optional(),
      }),
      z.strictObject({
        classifierOutput: z
          .string()
          .min(1)
          .describe('Another output of the classifier’s ONNX file: its penultimate layer'),
      }),
    ])
    .optional()
    .describe('What the probe sees. Default: the embeddings'),
  command: commandSchema.optional(),
})

export type FixConfig = z.output<typeof fixConfigSchema>
export type FixArm = (typeof FIX_ARMS)[number]
