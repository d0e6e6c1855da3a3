import { relative, resolve, sep } from 'node:path'
import { sourceOf } from '../../encoders/hub-folder.ts'
import type { Config } from '../../run/config.ts'
import type { Effects, Warning } from '../../run/effects.ts'
import { DataError } from '../../run/errors.ts'
import { RUN_VERSION, type RunManifest } from '../../run/manifest.ts'
import { countSplits } from '../fit/check-examples.ts'
import { fitStep } from '../fit/fit.ts'
import { scoreStep } from '../fit/score.ts'
import { checkInputsOutside, claimFolder } from '../run-folder/claim-folder.ts'
import { digestTable } from '../run-folder/digest-table.ts'
import { withEmbeddings } from '../run-folder/run-embeddings.ts'
import { toolVersion } from '../run-folder/tool-version.ts'
import { openWorkplace } from '../run-folder/workplace.ts'
import { prepareExamples } from './run-examples.ts'

/** The steps that can be asked for by name, in their order. */
export const STEPS = ['embed', 'fit', 'score', 'caption'] as const
export type LastStep = (typeof STEPS)[number]

export interface RunOptions {
  /** The run folder, made if missing. It must be empty or of a run. */
  folder: string
  /** Another run folder, whose finished steps are copied where they are the same. */
  donor?: string | undefined
  /** Folder that the paths of the config are relative to, absolute. */
  baseFolder: string
  /** An image that cannot be read is an error. @default false */
  strict?: boolean
  /** Threads that fit classes. The result does not depend on it. @default the cores of the machine */
  workers?: number
  /** Stop behind this step. @default all of them */
  until?: LastStep
}

/** Warnings that `strict` makes errors. */
const STRICT = new Set(['unreadable-image', 'missing-image'])

/**
 * The whole pipeline: from a config to a finished run folder. What is already there and depends on nothing that has
 * changed is not done again, so the same call continues a run that was killed. A finished run stays as it is, whatever
 * happens, until all of the new one is there.
 *
 * @returns The manifest; unless `until` stops it earlier, it is also written to `run.json`, last.
 * @throws ConfigError, DataError, EncoderError, RunError; finished steps stay.
 * @see Jain et al. 2023, "Distilling Model Failures as Directions in Latent Space".
 * @example
 * const { config, baseFolder } = await loadConfig('faultline.json')
 * const manifest = await run(config, { folder: 'runs/mine', baseFolder }, { onProgress: console.error })
 */
export async function run(
  config: Config,
  options: RunOptions,
  effects: Effects = {},
): Promise<RunManifest> {
  return (await runTo(config, options, effects)).manifest
}

/** The same, with the folder that holds the results: another one where only a part of a finished run was made anew. */
export async function runTo(
  given: Config,
  options: RunOptions,
  effects: Effects = {},
): Promise<{ manifest: RunManifest; folder: string }> {
  const { baseFolder, until = 'caption' } = options
  const folder = resolve(options.folder)
  const asked = await withSource(given, baseFolder)
  const warnings: Warning[] = []
  const telling: Effects = {
    ...effects,
    onWarning: (warning) => {
      if (options.strict && STRICT.has(warning.code)) {
        throw new DataError(`${warning.message}${warning.where ? ` (${warning.where})` : ''}`, {
          hint: 'leave out --strict to skip such images with a warning',
        })
      }
      warnings.push(warning)
      effects.onWarning?.(warning)
    },
  }
  await checkInputsOutside(asked, baseFolder, folder)
  const lock = await claimFolder(folder)
  try {
    const place = await openWorkplace(folder, options.donor)
    const prepared = await prepareExamples(
      asked,
      place,
      { baseFolder, isWhole: until === 'caption' },
      telling,
    )
    const { config, dataset, labelClasses, inputs, embedded } = prepared
    const steps = [...prepared.steps]
    const rows = digestTable(dataset)
    if (until !== 'embed') {
      const { workers } = options
      const plan = { dataset, labelClasses, config, workers, rows, results: [embedded] }
      const fitted = await place.do(fitStep(plan), telling)
      steps.push(fitted)
      if (until !== 'fit') {
        const { scoreBy } = config.method
        const scoring = { dataset, scoreBy, rows, results: [embedded, fitted] }
        const scored = await place.do(scoreStep(scoring), telling)
        steps.push(scored)
        if (until === 'caption') {
          // Libraries that the steps before do without are loaded when they are needed.
          const { describeRun } = await import('./describe-run.ts')
          const { mapStep } = await import('../show/map-step.ts')
          const { thumbnailsStep } = await import('../show/thumbnails-step.ts')
          const { classes } = dataset
          const results = { embedded, fitted, scored }
          const plan = { place, config, baseFolder, classes, results }
          const described = await describeRun(plan, telling)
          steps.push(...described.steps)
          inputs.push(...described.inputs)
          steps.push(await place.do(mapStep(config.seed, embedded), telling))
          const { ids, images } = dataset
          if (images) steps.push(await place.do(await thumbnailsStep(ids, images), telling))
        }
      }
    }
    const { rows: examples, cols: dimensions } = await withEmbeddings(
      place,
      async (reader) => reader,
    )
    const manifest: RunManifest = {
      format: 'faultline-run',
      version: RUN_VERSION,
      tool: toolVersion(),
      name: config.name,
      config,
      base: relative(folder, baseFolder).split(sep).join('/') || '.',
      classes: [...dataset.classes],
      counts: { examples, dimensions, splits: countSplits(dataset) },
      inputs,
      steps,
      warnings,
    }
    if (until === 'embed' || until === 'fit') return { manifest, folder: place.folder }
    await lock?.check()
    await place.finish(manifest, { isPart: until !== 'caption' })
    return { manifest, folder }
  } finally {
    await lock?.release()
  }
}

/** The config with a model said to be local or of the Hub: a folder that is missing later must not become another's model. */
async function withSource(config: Config, baseFolder: string): Promise<Config> {
  const { encoder } = config
  if (!encoder || !('model' in encoder)) return config
  // In the order of the schema, as it is read back: a run of the folder writes the same bytes.
  const { model, source: _, ...rest } = encoder
  return { ...config, encoder: { model, source: await sourceOf(encoder, baseFolder), ...rest } }
}
