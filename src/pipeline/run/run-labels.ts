import { join } from 'node:path'
import type { Config } from '../../run/config.ts'
import type { Effects } from '../../run/effects.ts'
import type { RunManifest } from '../../run/manifest.ts'
import { type RunOptions, runTo } from './run.ts'

/** A finished run; of a multi-label dataset, the one of a label. */
export interface LabelRun {
  label: string | undefined
  /** That holds the results; see `runTo`. */
  folder: string
  manifest: RunManifest
}

/**
 * Runs a config: once, or for a multi-label dataset once a label, each into a folder of its own. The vectors are computed
 * for the first label and copied for the others.
 *
 * @param options - `folder` is the run folder, or the folder of the labels' run folders.
 * @example
 * const { config, baseFolder } = await loadConfig('chest-xray.json')
 * const runs = await runLabels(config, { folder: 'runs/chest-xray', baseFolder })
 */
export async function runLabels(
  config: Config,
  options: RunOptions,
  effects: Effects = {},
): Promise<LabelRun[]> {
  const { multiLabel, target } = config.dataset
  if (multiLabel === undefined || target !== undefined) {
    return [{ label: target, ...(await runTo(config, options, effects)) }]
  }
  const runs: LabelRun[] = []
  for (const label of Object.keys(multiLabel)) {
    const folder = join(options.folder, encodeURIComponent(label))
    const dataset = { ...config.dataset, target: label }
    const ofLabel = { ...config, name: `${config.name} ${label}`, dataset }
    const donor = runs[0]?.folder
    runs.push({ label, ...(await runTo(ofLabel, { ...options, folder, donor }, effects)) })
  }
  return runs
}
