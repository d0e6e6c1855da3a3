import { join } from 'node:path'
import { readExamples } from '../../io/dataset/examples-file.ts'
import type { Config } from '../../run/config.ts'
import type { Effects } from '../../run/effects.ts'
import { RUN_FILES } from '../../run/files.ts'
import type { InputRecord, StepRecord } from '../../run/manifest.ts'
import { captionStep } from '../caption/caption.ts'
import type { RunParts } from '../caption/caption-context.ts'
import { captionSource } from '../caption/caption-source.ts'
import { groupsStep } from '../groups/groups.ts'
import { readDirections, readEmbeddingRows, readGeometry } from '../run-folder/open-run.ts'
import { runStep, type StepPlace } from '../run-folder/steps.ts'

export interface DescribePlan extends StepPlace {
  config: Config
  /** Folder that the paths of the config are relative to, absolute. */
  baseFolder: string
  /** All class names of the run. */
  classes: readonly string[]
  /** Digests of everything that the directions and decision values depend on. */
  identity: unknown
}

/**
 * Puts a scored run into words: the caption step if the config has captions, and the groups step if it has groups.
 *
 * @returns The steps done and the files that they read.
 * @throws ConfigError if captions cannot be embedded or a group does not exist.
 */
export async function describeRun(
  plan: DescribePlan,
  effects: Effects = {},
): Promise<{ steps: StepRecord[]; inputs: InputRecord[] }> {
  const { folder, config, baseFolder, identity } = plan
  const { method, seed, groups } = config
  const load = async (): Promise<RunParts> => ({
    directions: await readDirections(folder),
    examples: await readExamples(join(folder, RUN_FILES.examples), plan.classes),
    ...(await readGeometry(folder)),
    readRows: (rows) => readEmbeddingRows({ folder }, rows),
  })
  const common = { folder, method, seed, dependsOn: identity, load }
  const steps: StepRecord[] = []
  const inputs: InputRecord[] = []
  if (config.captions) {
    const { classes: found } = await readDirections(folder)
    const classes = found.map((entry) => entry.class)
    const { source, inputs: read } = await captionSource(config, baseFolder)
    const { captions } = config
    const step = await captionStep({ ...common, captions, classes, baseFolder, source })
    steps.push(await runStep(plan, step, effects))
    inputs.push(...read)
  }
  if (groups.length > 0) {
    steps.push(await runStep(plan, groupsStep({ ...common, groups }), effects))
  }
  return { steps, inputs }
}
