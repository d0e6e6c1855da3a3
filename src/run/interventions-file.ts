import * as z from 'zod'
import { numberOrNull, textOrNull } from './fields.ts'

export const INTERVENTION_KINDS = [
  'weights',
  'select',
  'filter',
  'prompts',
  'decode',
  'generate',
] as const

const countSchema = z.strictObject({
  class: z.string(),
  column: textOrNull('Known group; null: the whole class'),
  value: z.string().nullable(),
  available: z.int().nonnegative().describe('Examples, captions or prompts there were'),
  chosen: z.int().nonnegative().describe('Of these written out'),
  meanWeight: numberOrNull('Of loss weights'),
})

/** `interventions/NAME/manifest.json`: what was written, by which rule, from what. Written last. */
export const interventionSchema = z.strictObject({
  format: z.literal('faultline-intervention'),
  version: z.literal(1),
  name: z.string().describe('Its folder'),
  kind: z.enum(INTERVENTION_KINDS),
  rule: z.string().describe('One plain sentence'),
  settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  seed: z.int(),
  counts: z.array(countSchema),
  inputs: z
    .array(z.strictObject({ file: z.string(), sha256: z.string() }))
    .describe('Files of the run folder it was made from'),
  files: z.array(
    z.strictObject({
      file: z.string().describe('Relative to the folder of the intervention'),
      size: z.int().nonnegative(),
      sha256: z.string(),
      about: z.string(),
    }),
  ),
  warnings: z.array(z.string()),
})

export type InterventionManifest = z.output<typeof interventionSchema>
export type InterventionKind = (typeof INTERVENTION_KINDS)[number]
export type InterventionCount = z.output<typeof countSchema>
