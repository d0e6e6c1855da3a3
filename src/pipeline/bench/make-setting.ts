import { takeRows } from '../../core/vectors/matrix.ts'
import { type Random, randomSource, shuffled } from '../../core/vectors/random.ts'
import type { Setting, SettingKind, SettingRows, TrueSlice } from './bench-setting.ts'
import type { BenchSource } from './bench-source.ts'
import { CONCEPTS, type Concept, count, LEAST_IN_SLICE } from './setting-concepts.ts'
import { DOMINO_QUALITY, type Quality, syntheticPredictions } from './synthetic-predictions.ts'

export interface SettingPlan {
  kind: SettingKind
  /** Rows of the target to fit on. */
  size: number
  strength: number
  isNull: boolean
  seed: number
}

/** Sizes of the test half, as rows of the target, the largest that the data allow. */
const TEST_SIZES = [800, 400, 200, 120, 80, 60]
/** Blind spots are plain: the model is nearly always wrong in them. */
const BLIND_SPOT_QUALITY: Quality = { outside: 0.9, inside: 0.2 }
const ATTEMPTS = 40

/**
 * One setting, drawn from a seed: target, slices, rows and the model's predictions.
 *
 * @returns undefined if the data do not allow it: too few images in some cell.
 * @see Eyuboglu et al. 2022, "Domino", section 4, for rare, correlation and noisy label; Plumb et al. 2023, "Towards a more
 *   rigorous science of blindspot discovery in image classification models", for blind spots.
 */
export function makeSetting(source: BenchSource, plan: SettingPlan): Setting | undefined {
  const { kind, size, strength, isNull, seed } = plan
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const random = randomSource('bench', kind, size, strength, seed, attempt)
    const concept = CONCEPTS[kind](source, strength, random)
    if (!concept) continue
    const order = shuffled(Int32Array.from(source.labels.keys()), random)
    const half = Math.floor(order.length / 2)
    const fitRows = concept.draw(order.slice(0, half), size, random)
    const testRows = TEST_SIZES.reduce<Int32Array | undefined>(
      (found, test) => found ?? concept.draw(order.slice(half), test, random),
      undefined,
    )
    if (!fitRows || !testRows) continue
    const labelled = [fitRows, testRows].map((rows) => labelRows(concept, rows, plan, random))
    const [fitLabels, testLabels] = labelled as [Int32Array, Int32Array]
    const slices = concept.slices.map(({ name, words, label, has }): TrueSlice => {
      const marks = (rows: Int32Array, labels: Int32Array) =>
        Uint8Array.from(rows, (row, i) => (has[row] === 1 && labels[i] === label ? 1 : 0))
      return {
        name,
        words,
        label,
        fit: marks(fitRows, fitLabels),
        test: marks(testRows, testLabels),
      }
    })
    const found = slices.filter(({ test }) => count(test) >= LEAST_IN_SLICE)
    if (found.length === 0) continue
    const predicted = (rows: Int32Array, labels: Int32Array): SettingRows => ({
      x: takeRows(source.x, rows),
      labels,
      ...predictions(source, concept, { rows, labels }, plan, random),
    })
    return {
      name: `${kind}, ${concept.name}, strength ${strength}, ${size} rows, seed ${seed}${isNull ? ', null' : ''}`,
      kind,
      isNull,
      size,
      strength,
      fit: predicted(fitRows, fitLabels),
      test: predicted(testRows, testLabels),
      slices: found,
    }
  }
  return undefined
}

function labelRows(
  { target, slices }: Concept,
  rows: Int32Array,
  plan: SettingPlan,
  random: Random,
): Int32Array {
  const labels = Int32Array.from(rows, (row) => target[row] ?? 0)
  if (plan.kind !== 'noisy label' || plan.isNull) return labels
  const has = slices[0]?.has
  return labels.map((label, i) =>
    has?.[rows[i] ?? 0] === 1 && random() < plan.strength ? 1 - label : label,
  )
}

function predictions(
  source: BenchSource,
  { slices }: Concept,
  { rows, labels }: { rows: Int32Array; labels: Int32Array },
  { kind, isNull }: SettingPlan,
  random: Random,
): Pick<SettingRows, 'predictions' | 'confidence'> {
  if (kind === 'real') return realPredictions(source, { rows, labels }, isNull, random)
  const inSlice = Uint8Array.from(rows, (row, i) =>
    slices.some(
      ({ has, label }) => has[row] === 1 && (kind === 'noisy label' || label === labels[i]),
    )
      ? 1
      : 0,
  )
  const quality = kind === 'blind spots' ? BLIND_SPOT_QUALITY : DOMINO_QUALITY
  const used = isNull ? { ...quality, inside: quality.outside } : quality
  return syntheticPredictions(labels, inSlice, used, random)
}

/** The real model's outcomes as those of "target or not"; a null deals them out anew within each label. */
function realPredictions(
  source: BenchSource,
  { rows, labels }: { rows: Int32Array; labels: Int32Array },
  isNull: boolean,
  random: Random,
): Pick<SettingRows, 'predictions' | 'confidence'> {
  const targets = new Set(Array.from(rows, (row, i) => (labels[i] === 1 ? source.labels[row] : -1)))
  const outcomes = Array.from(rows, (row, i) => {
    const says = targets.has(source.predictions[row] ?? -1) ? 1 : 0
    const isRight = says === labels[i]
    const known = source.confidence[row] ?? Number.NaN
    // Of "not the target" only a bound is known: its side of one half is that of the prediction.
    const confidence = isRight ? Math.max(known || 0, 0.51) : Math.min(known || 0, 0.49)
    return { isRight, confidence }
  })
  const dealt = isNull ? dealWithin(labels, outcomes, random) : outcomes
  return {
    predictions: labels.map((label, i) => (dealt[i]?.isRight ? label : 1 - label)),
    confidence: Float64Array.from(dealt, ({ confidence }) => confidence),
  }
}

/** The same values in random order within each label. */
export function dealWithin<T>(
  labels: ArrayLike<number>,
  values: readonly T[],
  random: Random,
): T[] {
  const dealt = [...values]
  for (const label of new Set(Array.from(labels))) {
    const places = Array.from(values.keys()).filter((i) => labels[i] === label)
    const order = shuffled(Int32Array.from(places), random)
    places.forEach((place, i) => {
      dealt[place] = values[order[i] ?? place] as T
    })
  }
  return dealt
}
