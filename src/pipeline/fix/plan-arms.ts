import { randomSource, shuffled } from '../../core/vectors/random.ts'
import type { Effects } from '../../run/effects.ts'
import { ConfigError } from '../../run/errors.ts'
import { FIX_ARMS, type FixArm, type FixConfig } from '../../run/fix-config.ts'
import {
  type ChooseOptions,
  type Chosen,
  choosePool,
  rowsIn,
} from '../interventions/choose-pool.ts'
import type { KnownGroup } from '../interventions/known-group.ts'
import { lossWeights, WEIGHT_RULES, type WeightRule } from '../interventions/weights.ts'
import type { Run } from '../run-folder/open-run.ts'
import type { Arm } from './fix-arm.ts'
import { rareIn } from './measures.ts'

/** Chooses `budgets` pool rows by hard captions; undefined if the run has none. */
export type ChooseByCaption = (options: Omit<ChooseOptions, 'by'>) => Promise<Int32Array>

export interface ArmPlan {
  arms: Arm[]
  /** Budget of each class, k of them: what every arm that adds images adds. */
  budgets: number[]
}

const ABOUT: Record<Exclude<FixArm, `weights-${string}`>, string> = {
  none: 'the training split as it is',
  random: 'pool images at random',
  confidence: 'the pool images with the lowest confidence',
  direction: 'the pool images with the lowest decision values',
  filter: 'the pool images nearest the hard captions',
  oracle: 'pool images of the known groups that are rare in their class',
}

/** Near-duplicates are passed over alike in every arm. */
const DUPLICATES = 0.95

/**
 * The ways of training to compare. Every arm that adds images adds equally many to each class.
 *
 * @throws ConfigError if an arm was asked for that the data do not allow.
 */
export async function planArms(
  run: Run,
  fix: FixConfig & { perClass: number },
  group: KnownGroup | undefined,
  byCaption: ChooseByCaption | undefined,
  effects: Effects = {},
): Promise<ArmPlan> {
  const hasPool = run.examples.splits.includes(fix.poolSplit)
  const possible = FIX_ARMS.filter((name) => !impossible(name, hasPool, group, byCaption))
  for (const name of fix.interventions ?? []) {
    const reason = impossible(name, hasPool, group, byCaption)
    if (reason) throw new ConfigError(`Cannot compare "${name}": ${reason}`)
  }
  const baselines = hasPool ? ['none', 'random', 'confidence'] : ['none']
  const wanted = new Set([...baselines, ...(fix.interventions ?? possible)])
  const choose = (by: ChooseOptions['by'], seed: number) =>
    choosePool(run, { ...choice, by, seed }, effects)
  const choice = {
    classBy: fix.classBy,
    split: fix.poolSplit,
    classes: fix.classes,
    budget: { perClass: fix.perClass },
    duplicates: DUPLICATES,
    seed: 0,
  }
  const reference = hasPool ? await choose('random', 0) : undefined
  const ones = lossWeightsOfOne(run, fix.trainSplit)
  const arms: Arm[] = []
  for (const name of FIX_ARMS.filter((candidate) => wanted.has(candidate))) {
    const rule = weightRule(name)
    if (rule) {
      const weights = lossWeights(run, rule, fix.trainSplit, group)
      arms.push({ name, about: WEIGHT_RULES[rule], extraRows: () => new Int32Array(), weights })
    } else {
      const extraRows = await additions(name)
      arms.push({ name, about: ABOUT[name as keyof typeof ABOUT], extraRows, weights: ones })
    }
  }
  return { arms, budgets: reference?.budgets ?? run.examples.classes.map(() => 0) }

  async function additions(name: FixArm): Promise<(seed: number) => Int32Array> {
    if (name === 'random') {
      const bySeed = await Promise.all(seedsOf(fix).map((seed) => choose('random', seed)))
      return (seed) => bySeed[seed]?.rows ?? new Int32Array()
    }
    if (name === 'oracle' && group && reference) {
      return (seed) => oracleRows(run, fix.trainSplit, group, reference, seed)
    }
    const rows =
      name === 'direction' || name === 'confidence'
        ? (await choose(name, 0)).rows
        : name === 'filter'
          ? await byCaption?.(choice)
          : undefined
    return () => rows ?? new Int32Array()
  }
}

/** Numbers of the seeds: 0, 1, ... */
export const seedsOf = (fix: Pick<FixConfig, 'seeds'>) =>
  Array.from({ length: fix.seeds }, (_, seed) => seed)

function impossible(
  name: FixArm,
  hasPool: boolean,
  group: KnownGroup | undefined,
  byCaption: ChooseByCaption | undefined,
): string | undefined {
  const adds = name !== 'none' && !weightRule(name)
  if (adds && !hasPool) return 'the dataset has no pool split to choose images from'
  if (name.includes('oracle') && !group) return 'no known group; name one under "groups"'
  if (name === 'filter' && !byCaption) return 'the run has no captions or no text vectors'
  return undefined
}

function weightRule(name: FixArm): WeightRule | undefined {
  const rule = name.replace(/^weights-/, '')
  return name.startsWith('weights-') ? (rule as WeightRule) : undefined
}

function lossWeightsOfOne(run: Run, split: string): Float64Array {
  rowsIn(run, split)
  return Float64Array.from(run.examples.splits, (name) => (name === split ? 1 : -1))
}

/** Pool images of rare groups at random, then others of the class to fill the budget. */
function oracleRows(
  run: Run,
  trainSplit: string,
  group: KnownGroup,
  { available, classes, budgets }: Chosen,
  seed: number,
): Int32Array {
  const isRare = rareIn(run, trainSplit, group)
  const random = randomSource(seed, 'oracle')
  return Int32Array.from(
    budgets.flatMap((budget, label) => {
      const own = shuffled(
        Array.from(available).filter((row) => classes[row] === label),
        random,
      )
      return [...own.filter(isRare), ...own.filter((row) => !isRare(row))].slice(0, budget)
    }),
  )
}
