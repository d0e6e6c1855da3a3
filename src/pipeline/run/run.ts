import { join, relative, sep } from 'node:path'
import { writeJson } from '../../io/files/write-atomic.ts'
import { openNpyRows } from '../../io/vectors/npy-rows.ts'
import type { Config } from '../../run/config.ts'
import type { Effects, Warning } from '../../run/effects.ts'
import { DataError } from '../../run/errors.ts'
import { RUN_FILES } from '../../run/files.ts'
import { RUN_VERSION, type RunManifest } from '../../run/manifest.ts'
import { imageDigests } from '../embed/embed-source.ts'
import { countSplits } from '../fit/check-examples.ts'
import { fitStep } from '../fit/fit.ts'
import { scoreStep } from '../fit/score.ts'
import { digestTable } from '../run-folder/digest-table.ts'
import { lockRun } from '../run-folder/lock.ts'
import { resultsOf, runStep, type StepPlace } from '../run-folder/steps.ts'
import { toolVersion } from '../run-folder/tool-version.ts'
import { thumbnailsStep } from '../show/thumbnails-step.ts'
import { describeRun } from './describe-run.ts'
import { prepareExamples } from './run-examples.ts'

/** The steps that can be asked for by name, in their order. */
export const STEPS = ['embed', 'fit', 'score', 'caption'] as const
export type StepName = (typeof STEPS)[number]

/** `folder` is made if missing. */
export interface RunOptions extends StepPlace {
  /** Folder that the paths of the config are relative to, absolute. */
  baseFolder: string
  /** An image that cannot be read is an error. @default false */
  strict?: boolean
  /** Threads that fit classes. The result does not depend on it. @default the cores of the machine */
  workers?: number
  /** Stop behind this step. @default all of them */
  until?: StepName
}

/** Warnings that `strict` makes errors. */
const STRICT = new Set(['unreadable-image', 'missing-image'])

/**
 * The whole pipeline: from a config to a finished run folder. What is already there and depends on nothing that has
 * changed is not done again, so the same call continues a run that was killed.
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
  const { folder, baseFolder, until = 'caption' } = options
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
  const unlock = await lockRun(folder)
  try {
    const prepared = await prepareExamples(config, options, telling)
    const { dataset, labelClasses, inputs } = prepared
    const steps = [...prepared.steps]
    const embedded = steps.map(resultsOf)
    const identity = [embedded, digestTable(dataset)]
    if (until !== 'embed') {
      const { workers } = options
      const plan = { folder, dataset, labelClasses, config, workers, identity }
      steps.push(await runStep(options, fitStep(plan), telling))
    }
    if (until !== 'embed' && until !== 'fit') {
      const { scoreBy } = config.method
      const plan = { folder, dataset, scoreBy, identity: [identity, steps.map(resultsOf)] }
      steps.push(await runStep(options, scoreStep(plan), telling))
    }
    if (until === 'caption') {
      const { donor } = options
      const { classes } = dataset
      const plan = { folder, donor, config, baseFolder, classes, identity: steps.map(resultsOf) }
      const described = await describeRun(plan, telling)
      steps.push(...described.steps)
      inputs.push(...described.inputs)
      const { ids, images } = dataset
      if (images) {
        const identity = imageDigests(config, dataset)
        steps.push(
          await runStep({ folder }, thumbnailsStep({ folder, ids, images, identity }), telling),
        )
      }
    }
    const { rows: examples, cols: dimensions } = await shapeOf(folder)
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
    if (until === 'score' || until === 'caption')
      await writeJson(join(folder, RUN_FILES.manifest), manifest)
    return manifest
  } finally {
    await unlock()
  }
}

async function shapeOf(folder: string) {
  const reader = await openNpyRows(join(folder, RUN_FILES.embeddings))
  await reader.close()
  return reader
}
