import * as z from 'zod'
import { configSchema } from './config.ts'
import { textOrNull, warningSchema } from './fields.ts'

/** Version of the run folder's format; a reader refuses another major number. */
export const RUN_VERSION = 2

const fileSchema = z.strictObject({
  file: z.string().describe('Path relative to the run folder'),
  size: z.int().nonnegative().describe('Bytes'),
  sha256: z.string(),
})

const inputSchema = z.strictObject({
  path: z.string().describe('As the config names it'),
  files: z.int().nonnegative().describe('1, or the number of files of a folder'),
  size: z.int().nonnegative().describe('Bytes in all'),
  sha256: z
    .string()
    .describe('Of the bytes; of a folder: of its sorted names and the files’ digests'),
})

/** Files of a run folder that something was made from. */
export const madeFromSchema = z.array(
  z.strictObject({
    file: z.string(),
    sha256: textOrNull('null: there was no such file'),
  }),
)
export type MadeFrom = z.output<typeof madeFromSchema>

/** `steps/NAME.json`: written when a step is done; its key decides whether it must be done again. */
export const stepSchema = z.strictObject({
  step: z.string(),
  key: z.string().describe('Digest of everything the step depends on'),
  outputs: z.array(fileSchema),
  folders: z
    .array(z.string())
    .default([])
    .describe('Folders that the step has filled, relative to the run folder'),
  warnings: z.array(warningSchema),
  madeFrom: madeFromSchema
    .optional()
    .describe('Of what a later command made from the run: as the files were then'),
})

/** `run.json`, written last: a folder without it is not a finished run. */
export const manifestSchema = z.strictObject({
  format: z.literal('faultline-run'),
  version: z.literal(RUN_VERSION),
  tool: z.string().describe('faultline and its version'),
  name: z.string(),
  config: configSchema.describe('Resolved: every default filled in'),
  base: z
    .string()
    .describe('Folder that the paths of the config are relative to, relative to this one'),
  classes: z.array(z.string()),
  counts: z.strictObject({
    examples: z.int(),
    dimensions: z.int(),
    splits: z.record(z.string(), z.int()),
  }),
  inputs: z.array(inputSchema),
  steps: z.array(stepSchema),
  warnings: z.array(warningSchema),
})

export type StepRecord = z.output<typeof stepSchema>
export type RunManifest = z.output<typeof manifestSchema>
export type InputRecord = z.output<typeof inputSchema>
