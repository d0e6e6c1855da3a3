import { join } from 'node:path'
import { readExamples } from '../../io/dataset/examples-file.ts'
import type { Config } from '../../run/config.ts'
import type { Effects } from '../../run/effects.ts'
import { EncoderError } from '../../run/errors.ts'
import { RUN_FILES } from '../../run/files.ts'
import type { InputRecord, StepRecord } from '../../run/manifest.ts'
import { captionStep } from '../caption/caption.ts'
import { listedClasses, type NamingParts } from '../caption/caption-context.ts'
import { captionSource, textTowerOf } from '../caption/caption-source.ts'
import { groupsStep } from '../groups/groups.ts'
import {
  readCentres,
  readDirections,
  readEmbeddingRows,
  readGeometry,
} from '../run-folder/open-run.ts'
import type { Workplace } from '../run-folder/workplace.ts'

export interface DescribePlan {
  place: Workplace
  config: Config
  /** Folder that the paths of the config are relative to, absolute. */
  baseFolder: string
  /** All class names of the run. */
  classes: readonly string[]
  /** The steps that are put into words. */
  results: Record<'embedded' | 'fitted' | 'scored', StepRecord>
}

/** Puts a scored run into words: the caption step if the config has captions or the encoder a text tower, and the groups step if it has groups. */
export async function describeRun(
  plan: DescribePlan,
  effects: Effects = {},
): Promise<{ steps: StepRecord[]; inputs: InputRecord[] }> {
  const { place, config, baseFolder } = plan
  const { embedded, fitted, scored } = plan.results
  const { method, seed, groups } = config
  const load = async (folder: string): Promise<NamingParts> => ({
    directions: await readDirections(folder),
    examples: await readExamples(join(folder, RUN_FILES.examples), plan.classes),
    ...(await readGeometry(folder)),
    readRows: (rows) => readEmbeddingRows({ folder }, rows),
    centreOf: await readCentres({ folder }),
  })
  const common = { method, seed, load }
  const steps: StepRecord[] = []
  const inputs: InputRecord[] = []
  const text = await textSource(config, baseFolder, effects)
  if (text) {
    const { captions } = config
    const directions = await readDirections(place.folder)
    const step = await captionStep({
      ...common,
      captions,
      classes: directions.classes.map((found) => found.class),
      named: listedClasses(directions, captions),
      baseFolder,
      source: text.source,
      results: [embedded, fitted, scored],
    })
    steps.push(await place.do(step, effects))
    inputs.push(...text.inputs)
  }
  if (groups.length > 0) {
    const results = [embedded, scored]
    steps.push(await place.do(groupsStep({ ...common, groups, results }), effects))
  }
  return { steps, inputs }
}

/**
 * Where the vectors of captions come from: undefined where the config asks for no captions and there is no text tower, or
 * none that can be had, which is told.
 */
async function textSource(config: Config, baseFolder: string, { onWarning }: Effects) {
  if (config.captions) return captionSource(config, baseFolder)
  const tower = textTowerOf(config)
  if (tower === undefined) return undefined
  try {
    return await captionSource(config, baseFolder)
  } catch (error) {
    if (!(error instanceof EncoderError)) throw error
    onWarning?.({
      code: 'no-text-tower',
      message: `No names are given: ${error.message}`,
      where: 'encoder.model',
    })
    return undefined
  }
}
