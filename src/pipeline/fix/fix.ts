import { join } from 'node:path'
import { writeBytes, writeJson } from '../../io/files/write-atomic.ts'
import type { Effects } from '../../run/effects.ts'
import { RUN_FILES } from '../../run/files.ts'
import { type FixConfig, fixConfigSchema } from '../../run/fix-config.ts'
import { type FixFile, fixFileSchema } from '../../run/fix-file.ts'
import type { RunWords } from '../interventions/caption-targets.ts'
import { rowsIn } from '../interventions/choose-pool.ts'
import { filterPool } from '../interventions/filter.ts'
import { type KnownGroup, knownGroup } from '../interventions/known-group.ts'
import { holdRun } from '../run-folder/hold-run.ts'
import { sourcesOf } from '../run-folder/made-from.ts'
import type { Run } from '../run-folder/open-run.ts'
import type { Environment } from '../run-folder/secrets.ts'
import { commandTrainer } from './command-trainer.ts'
import { type ArmRuns, armResult, compareArms, type Measure } from './compare-arms.ts'
import { type DecidedFix, decideFix } from './decide-fix.ts'
import type { Arm } from './fix-arm.ts'
import { fixTable } from './fix-table.ts'
import { flippedImages } from './flipped.ts'
import { fixMeasures } from './measures.ts'
import { nearCaptions } from './near-captions.ts'
import { planArms, seedsOf } from './plan-arms.ts'
import { probeTrainer } from './probe-trainer.ts'
import { openFeatures } from './read-features.ts'
import { summarizeFix } from './summarize.ts'
import { type TrainingResult, trainAll } from './train-all.ts'
import { commandKey, probeKey } from './trainer-key.ts'

export interface FixOptions {
  /** Section `fix` of the config. @default all defaults */
  fix?: FixConfig | undefined
  /** Folder that the config's paths are relative to, where a training command runs. */
  baseFolder: string
  /** Environment of a training command, from which secrets are taken out. @default empty */
  env?: Environment
  /** Captions of the run, for the arm `filter` and the images nearest the hard captions. */
  words?: RunWords | undefined
  /** A line that the training command printed, secrets struck out. */
  onLine?: ((line: string) => void) | undefined
}

const FIX_SOURCES = [
  RUN_FILES.examples,
  RUN_FILES.directions,
  RUN_FILES.normals,
  RUN_FILES.standardizer,
  RUN_FILES.embeddings,
]

/** Where trainings are kept, in the run folder. */
export const FIX_FOLDER = join(RUN_FILES.interventions, 'fix')

/**
 * Whether the interventions help: retrains with each of them and with the baselines, several seeds each, and compares
 * on held-out images. Writes `fix.json`, and under `interventions/fix` a table, a plot and every finished training.
 *
 * The directions come from the fit split, images are added from the pool, and the test split judges: an example takes
 * part in one of these only. Killed at any moment and run again, it repeats no finished training.
 *
 * @throws ConfigError if splits coincide or an arm is not possible with these data.
 * @example
 * const { config, baseFolder } = await loadConfig('faultline.json')
 * if (!config.fix) throw new Error('the config says nothing of a fix')
 * const { arms } = await fixRun(await openRun('runs/mine'), { fix: config.fix, baseFolder, env: process.env })
 */
export function fixRun(run: Run, options: FixOptions, effects: Effects = {}): Promise<FixFile> {
  return holdRun(run, () => fixHeld(run, options, effects))
}

async function fixHeld(run: Run, options: FixOptions, effects: Effects): Promise<FixFile> {
  const fix = decideFix(run, options.fix ?? fixConfigSchema.parse({}))
  const rows = {
    train: labelled(run, rowsIn(run, fix.trainSplit)),
    test: labelled(run, rowsIn(run, fix.testSplit)),
  }
  const columns = [...new Set([fix.group ?? [], run.manifest.config.groups].flat())]
  const groups = columns.map((column) => knownGroup(run.examples.metadata, column))
  const words = options.words?.rows.length ? options.words : undefined
  const near = words ? await nearCaptions(run, rows.test, words) : []
  const measures = fixMeasures(run, rows.test, fix.trainSplit, groups, near)
  const byCaption =
    words && near.length > 0
      ? async () =>
          (await filterPool(run, words, { ...fix, rule: 'nearest', split: fix.poolSplit })).rows
      : undefined
  const { arms, budgets } = await planArms(run, fix, groups[0], byCaption, effects)
  const results = await retrain(run, fix, arms, rows, options, effects)
  const runs = arms.map((arm) => armRuns(run, arm, fix, results, rows.test, groups[0]))
  const sources = [...FIX_SOURCES, ...(words ? [RUN_FILES.captions] : [])]
  const madeFrom = await sourcesOf(run.folder, run.manifest, sources)
  const flipped = flippedImages(run.examples, rows.test, runs)
  const file = { ...fixFile(run, fix, budgets, measures, runs, groups[0]), flipped, madeFrom }
  const folder = join(run.folder, FIX_FOLDER)
  await writeBytes(join(folder, 'table.csv'), fixTable(file))
  const { plotGains } = await import('./plot-gains.ts') // half a second, with what it imports
  await writeBytes(join(folder, 'gains.svg'), plotGains(file))
  await writeJson(join(run.folder, RUN_FILES.fix), file)
  return file
}

const labelled = (run: Run, rows: Int32Array) =>
  rows.filter((row) => (run.examples.labels[row] ?? -1) >= 0)

async function retrain(
  run: Run,
  fix: DecidedFix,
  arms: readonly Arm[],
  rows: { train: Int32Array; test: Int32Array },
  { baseFolder, env = {}, onLine }: FixOptions,
  effects: Effects,
): Promise<TrainingResult[]> {
  const { labels, classes } = run.examples
  const workFolder = join(run.folder, FIX_FOLDER, 'trainings')
  if (fix.trainer === 'command' && fix.command) {
    const { command } = fix
    const key = await commandKey(run, command, baseFolder)
    const { signal } = effects
    const settings = { command, baseFolder, workFolder, env, onLine, signal }
    const train = commandTrainer(run, settings)
    return trainAll(arms, seedsOf(fix), rows, train, workFolder, key, effects)
  }
  const place = { baseFolder, folder: join(run.folder, FIX_FOLDER) }
  const features = await openFeatures(run, fix.features, place, effects)
  const key = await probeKey(run, fix, features)
  const train = probeTrainer(features.read, labels, classes.length, fix.l2)
  return trainAll(arms, seedsOf(fix), rows, train, workFolder, key, effects)
}

/** Whether each training was right on each test image, and whom it was given. */
function armRuns(
  run: Run,
  arm: Arm,
  fix: DecidedFix,
  results: readonly TrainingResult[],
  testRows: Int32Array,
  group: KnownGroup | undefined,
): ArmRuns {
  const { labels } = run.examples
  const added = seedsOf(fix).map((seed) => arm.extraRows(seed))
  const share = (code: number) =>
    added.flatMap((rows) => [...rows]).filter((row) => group?.codes[row] === code).length /
    added.length
  return {
    name: arm.name,
    about: arm.about,
    added: added[0]?.length ?? 0,
    addedByGroup: Object.fromEntries(
      (group?.values ?? []).map((value, code) => [value, share(code)]),
    ),
    seeds: results
      .filter((result) => result.arm === arm.name)
      .map(({ seed, error, predictions }) => ({
        seed,
        error,
        ...(predictions && {
          correct: Uint8Array.from(predictions, (label, i) =>
            Number(label === labels[testRows[i] ?? -1]),
          ),
        }),
      })),
  }
}

function fixFile(
  run: Run,
  fix: DecidedFix,
  budgets: readonly number[],
  measures: readonly Measure[],
  runs: readonly ArmRuns[],
  group: KnownGroup | undefined,
): FixFile {
  const { alpha } = run.manifest.config.method
  const baselines = runs.filter(({ name }) => ['none', 'random', 'confidence'].includes(name))
  const comparisons = runs.flatMap((arm) =>
    baselines
      // Equal budget: what adds images is compared with what adds as many, all with "none".
      .filter(({ name, added }) => name !== arm.name && (name === 'none' || added === arm.added))
      .flatMap((reference) => compareArms(arm, reference, measures, alpha)),
  )
  const arms = runs.map((arm) => armResult(arm, measures))
  const plain = measures.map(({ places: _, ...measure }) => measure)
  return fixFileSchema.parse({
    format: 'faultline-fix',
    version: 1,
    trainer: fix.trainer,
    trainSplit: fix.trainSplit,
    poolSplit: fix.poolSplit,
    testSplit: fix.testSplit,
    fitSplit: run.directions.fitSplit,
    group: group?.column ?? null,
    budgets: budgets.flatMap((perClass, label) =>
      perClass > 0 ? [{ class: run.examples.classes[label], perClass }] : [],
    ),
    alpha,
    summary: summarizeFix(plain, arms, comparisons),
    measures: plain,
    arms,
    comparisons,
  })
}
