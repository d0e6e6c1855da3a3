import { checkOutcomes } from '../../io/checks/check-outcomes.ts'
import { type Dataset, loadDataset } from '../../io/dataset/dataset.ts'
import type { Config } from '../../run/config.ts'
import type { Effects } from '../../run/effects.ts'
import { checkExamples, withSplits } from '../fit/check-examples.ts'
import { checkPlan } from './check-plan.ts'

/** Reads the dataset of a config and checks it: see {@link checkDataset}. */
export async function checkInputs(
  given: Config,
  baseFolder: string,
  isWhole: boolean,
  effects: Effects,
): Promise<{ config: Config; dataset: Dataset }> {
  const dataset = await loadDataset(given.dataset, baseFolder, effects, {
    seed: given.seed,
    fitSplit: given.method.fitSplit,
  })
  return { dataset, config: await checkDataset(given, dataset, baseFolder, isWhole, effects) }
}

/**
 * Checks a dataset against its config: what `init`, `inspect` and `run` do before anything else, so that none of them accepts
 * what another refuses.
 *
 * @param isWhole - Check what the last steps need as well.
 * @returns The config with the splits that the dataset has.
 */
export async function checkDataset(
  given: Config,
  dataset: Dataset,
  baseFolder: string,
  isWhole: boolean,
  effects: Effects,
): Promise<Config> {
  const warn = effects.onWarning ?? (() => {})
  const config = withSplits(given, dataset, warn)
  checkExamples(dataset, config, config.classifier === undefined, warn)
  const { accept, multiLabel } = config.dataset
  checkOutcomes(dataset, { hasThreshold: multiLabel !== undefined, accept, onWarning: warn })
  if (isWhole) await checkPlan(config, dataset, baseFolder)
  return config
}
