import {
  balancedLossWeights,
  rareGroupMarks,
  softLossWeights,
  timesTwoLossWeights,
} from '../../core/repair/loss-weights.ts'
import { formatNpy } from '../../io/vectors/npy.ts'
import { csvText } from '../../run/csv-text.ts'
import { ConfigError, DataError } from '../../run/errors.ts'
import { RUN_FILES } from '../../run/files.ts'
import type { InterventionManifest } from '../../run/interventions-file.ts'
import type { Run } from '../run-folder/open-run.ts'
import { rowsIn } from './choose-pool.ts'
import { groupCounts } from './group-counts.ts'
import { weightsHowTo } from './how-to.ts'
import { groupOf, type KnownGroup } from './known-group.ts'
import { writeIntervention } from './write-intervention.ts'

export const WEIGHT_RULES = {
  soft: 'weight grows with how far an example lies on the hard side, its own loss counted where known, mean 1 in each class',
  'times-two': 'weight 2 for flagged examples (decision value at most 0), 1 for the others',
  balanced: 'flagged and unflagged examples of a class get the same total weight',
  confidence: 'as balanced, with "confidence at most .5" in place of the flag (a baseline)',
  'oracle-times-two': 'weight 2 for examples of a known group that is rare in their class, else 1',
  'oracle-balanced': 'the known groups of a class get the same total weight',
} as const

export type WeightRule = keyof typeof WEIGHT_RULES

export interface WeightsOptions {
  /** @default 'times-two' */
  rule?: WeightRule | undefined
  /** Split that is trained on. @default the one that gave mean and deviation */
  split?: string | undefined
  /** Metadata column for the oracle rules. @default the first of the config's groups */
  group?: string | undefined
  /** Folder under `interventions/`. @default weights-RULE */
  name?: string | undefined
}

/**
 * Loss weight of each example of the training split by one of the rules, -1 outside the split.
 *
 * Classes without a direction, and examples of which the rule knows nothing, have weight 1.
 */
export function lossWeights(
  run: Run,
  rule: WeightRule,
  split: string,
  group: KnownGroup | undefined,
): Float64Array {
  rowsIn(run, split)
  const { labels, splits, flagged } = run.examples
  // Another split's examples must not enter the means: they count as of unknown class.
  const own = labels.map((label, row) => (splits[row] === split ? label : -1))
  const weights = {
    soft: () => softLossWeights(hardness(run, own), own),
    'times-two': () => timesTwoLossWeights(flagged),
    balanced: () => balancedLossWeights(flagged, own),
    confidence: () => balancedLossWeights(unsureMarks(run, split), own),
    'oracle-times-two': () => timesTwoLossWeights(rareGroupMarks(required(group, rule).codes, own)),
    'oracle-balanced': () => balancedLossWeights(required(group, rule).codes, own),
  }[rule]()
  return weights.map((weight, row) => (splits[row] === split ? weight : -1))
}

/**
 * Combined values, or the decision values in a class where an example of the split has none: these rows have labels, and
 * what the model gets wrong itself says more than the direction alone. NaN where no direction stands.
 */
function hardness({ examples }: Run, own: Int32Array): Float64Array {
  const { combinedValues, decisionValues, flagged } = examples
  const incomplete = new Set(own.filter((_, row) => Number.isNaN(combinedValues[row])))
  return decisionValues.map((value, row) => {
    if (flagged[row] === -1) return Number.NaN
    return incomplete.has(own[row] ?? -1) ? value : (combinedValues[row] ?? Number.NaN)
  })
}

/** 1 = confidence at most .5, 0 = above, -1 = unknown. */
function unsureMarks(run: Run, split: string): Int8Array {
  const { confidence, splits } = run.examples
  if (confidence.every((p, row) => splits[row] !== split || Number.isNaN(p))) {
    throw new DataError(`Cannot weight by confidence: split "${split}" has none`)
  }
  return Int8Array.from(confidence, (p) => (Number.isNaN(p) ? -1 : Number(p <= 0.5)))
}

function required(group: KnownGroup | undefined, rule: WeightRule): KnownGroup {
  if (group) return group
  throw new ConfigError(`Cannot weight by "${rule}": no known group`, {
    hint: 'name a metadata column with --group, or list it under "groups" in the config',
  })
}

/** `faultline intervene RUN weights`: loss weights as `.npy`, CSV and sampler probabilities. */
export async function writeWeights(
  run: Run,
  options: WeightsOptions = {},
): Promise<InterventionManifest> {
  const rule = options.rule ?? 'times-two'
  const split = options.split ?? run.directions.standardizer.split
  const group = groupOf(run, options.group)
  const weights = lossWeights(run, rule, split, group)
  const { ids, labels, classes } = run.examples
  const total = weights.reduce((sum, weight) => sum + Math.max(0, weight), 0)
  const probabilities = weights.map((weight) => Math.max(0, weight) / total)
  const rows = [...ids.keys()].filter((row) => (weights[row] ?? -1) >= 0)
  const name = options.name ?? `weights-${rule}`
  return writeIntervention(run, {
    name,
    kind: 'weights',
    rule: `${WEIGHT_RULES[rule]}; split ${split}`,
    settings: { rule, split, group: group?.column ?? null },
    seed: run.manifest.config.seed,
    counts: groupCounts(run, rows, rows, group, { weights }),
    inputs: [RUN_FILES.examples],
    warnings: [],
    files: [
      {
        file: 'weights.npy',
        about: 'float64[n], loss weight in dataset order, -1 outside the split',
        content: formatNpy(weights, [weights.length]),
      },
      {
        file: 'probabilities.npy',
        about: 'float64[n], sampling probability in dataset order, 0 outside the split',
        content: formatNpy(probabilities, [weights.length]),
      },
      {
        file: 'weights.csv',
        about: 'The examples of the split by id',
        content: csvText(
          ['id', 'row', 'label', 'weight', 'probability'],
          rows.map((row) => [
            ids[row],
            row,
            classes[labels[row] ?? -1],
            weights[row],
            probabilities[row],
          ]),
        ),
      },
      { file: 'HOW-TO.md', about: 'How to train with it', content: weightsHowTo(name) },
    ],
  })
}
