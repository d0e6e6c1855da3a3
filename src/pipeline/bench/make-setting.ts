import { type Random, randomSource, shuffled } from '../../core/vectors/random.ts'
import type { Setting, SettingKind, SettingRows, TrueSlice } from './bench-setting.ts'
import type { BenchSource } from './bench-source.ts'
import { correlatedCells, drawCells } from './sample-cells.ts'
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
/** Fewer test rows in a slice make no ten hardest. */
const LEAST_IN_SLICE = 10
/** Blind spots are plain: the model is nearly always wrong in them. */
const BLIND_SPOT_QUALITY: Quality = { outside: 0.9, inside: 0.2 }
/** Error rate of a real model inside a slice, less that of the rest of its class. */
const REAL_GAP = 0.25
const ATTEMPTS = 40

/** A binary target with its slices, before any row is drawn. */
interface Concept {
  name: string
  /** 1 = the target, over the rows of the source. */
  target: Uint8Array
  slices: { name: string; label: 0 | 1; has: Uint8Array }[]
  /** Rows to draw from a list for so many rows of the target; undefined = impossible. */
  draw: (rows: Int32Array, size: number, random: Random) => Int32Array | undefined
}

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
    const slices = concept.slices.map(({ name, label, has }): TrueSlice => {
      const marks = (rows: Int32Array, labels: Int32Array) =>
        Uint8Array.from(rows, (row, i) => (has[row] === 1 && labels[i] === label ? 1 : 0))
      return { name, label, fit: marks(fitRows, fitLabels), test: marks(testRows, testLabels) }
    })
    const found = slices.filter(({ test }) => count(test) >= LEAST_IN_SLICE)
    if (found.length === 0) continue
    const predicted = (rows: Int32Array, labels: Int32Array): SettingRows => ({
      x: gather(source, rows),
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

type ConceptOf = (source: BenchSource, strength: number, random: Random) => Concept | undefined

const CONCEPTS: Record<SettingKind, ConceptOf> = {
  rare: (source, strength, random) => {
    const { target, members, name } = halfOfClasses(source, random)
    const slice = pick(members, random)
    const has = ofClass(source, slice)
    return {
      name: `${source.classes[slice]} in ${name}`,
      target,
      slices: [{ name: source.classes[slice] ?? '', label: 1, has }],
      draw: (rows, size, draws) => {
        const inSlice = Math.round(size * strength)
        return drawCells(
          [
            { rows: rows.filter((row) => has[row] === 1), count: inSlice },
            {
              rows: rows.filter((row) => target[row] === 1 && has[row] === 0),
              count: size - inSlice,
            },
            { rows: rows.filter((row) => target[row] === 0), count: size },
          ],
          draws,
        )
      },
    }
  },
  correlation: (source, strength, random) => {
    const { target, name } = halfOfClasses(source, random)
    if (source.attributes.length === 0) return undefined
    const { name: other, has } = pick(source.attributes, random)
    return {
      name: `${name} with ${other}`,
      target,
      slices: [
        { name: `${other}, not the target`, label: 0, has },
        { name: `not ${other}`, label: 1, has: has.map((value) => 1 - value) },
      ],
      draw: (rows, size, draws) => {
        const cell = (a: number, b: number) =>
          rows.filter((row) => target[row] === a && has[row] === b)
        const share = (a: Uint8Array) => rows.filter((row) => a[row] === 1).length / rows.length
        const mean = Math.min(share(target), share(has))
        const { n00, n01, n10, n11 } = correlatedCells(size / mean, mean, strength)
        return drawCells(
          [
            { rows: cell(0, 0), count: n00 },
            { rows: cell(0, 1), count: n01 },
            { rows: cell(1, 0), count: n10 },
            { rows: cell(1, 1), count: n11 },
          ],
          draws,
        )
      },
    }
  },
  'noisy label': (source, _, random) => {
    const { target, members, name } = halfOfClasses(source, random)
    const slice = pick(members, random)
    const has = ofClass(source, slice)
    const title = source.classes[slice] ?? ''
    return {
      name: `${title} in ${name}`,
      target,
      slices: [
        { name: title, label: 1, has },
        { name: `${title}, mislabelled`, label: 0, has },
      ],
      draw: balancedDraw(target),
    }
  },
  'blind spots': (source, strength, random) => {
    const { target, name } = halfOfClasses(source, random)
    const total = count(target)
    const spots: Concept['slices'] = []
    for (let attempt = 0; attempt < 200 && spots.length < strength; attempt++) {
      if (source.attributes.length < 2) return undefined
      const [a, b] = [pick(source.attributes, random), pick(source.attributes, random)]
      if (a.column === b.column) continue
      const has = target.map((value, row) => value & (a.has[row] ?? 0) & (b.has[row] ?? 0))
      const share = count(has) / total
      const isOther = spots.every((spot) =>
        has.every((value, row) => !(value === 1 && spot.has[row] === 1)),
      )
      if (share >= 0.04 && share <= 0.2 && isOther)
        spots.push({ name: `${a.name}, ${b.name}`, label: 1, has })
    }
    if (spots.length < strength) return undefined
    return {
      name: `${spots.map((spot) => spot.name).join('; ')} in ${name}`,
      target,
      slices: spots,
      draw: balancedDraw(target),
    }
  },
  real: (source, _, random) => {
    const label = pick(distinct(source.labels), random)
    const target = ofClass(source, label)
    const isWrong = (row: number) => source.predictions[row] !== source.labels[row]
    const gaps = source.attributes.filter(({ has }) => {
      const own = [...target.keys()].filter(
        (row) => target[row] === 1 && (source.predictions[row] ?? -1) >= 0,
      )
      const rate = (rows: number[]) => rows.filter(isWrong).length / rows.length
      const inside = own.filter((row) => has[row] === 1)
      const outside = own.filter((row) => has[row] === 0)
      return inside.length >= 4 * LEAST_IN_SLICE && rate(inside) - rate(outside) >= REAL_GAP
    })
    if (gaps.length === 0) return undefined
    const { name, has } = pick(gaps, random)
    return {
      name: `${source.classes[label]}, ${name}`,
      target,
      slices: [{ name, label: 1, has }],
      draw: balancedDraw(target),
    }
  },
}

/** As many rows of the rest as of the target, in their natural mixture. */
function balancedDraw(target: Uint8Array): Concept['draw'] {
  return (rows, size, random) =>
    drawCells(
      [
        { rows: rows.filter((row) => target[row] === 1), count: size },
        { rows: rows.filter((row) => target[row] === 0), count: size },
      ],
      random,
    )
}

/** A target made of half of the classes: what a hypernym is to Domino. */
function halfOfClasses(source: BenchSource, random: Random) {
  const order = shuffled(distinct(source.labels), random)
  const members = order.slice(0, Math.ceil(order.length / 2)).sort((a, b) => a - b)
  const isMember = new Set(members)
  const target = Uint8Array.from(source.labels, (label) => (isMember.has(label) ? 1 : 0))
  return { target, members, name: members.map((label) => source.classes[label]).join('+') }
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

function gather({ x }: BenchSource, rows: Int32Array) {
  const data = new Float32Array(rows.length * x.cols)
  rows.forEach((row, i) => {
    data.set(x.data.subarray(row * x.cols, (row + 1) * x.cols), i * x.cols)
  })
  return { data, rows: rows.length, cols: x.cols }
}

const count = (marks: Uint8Array) => marks.reduce((sum, one) => sum + one, 0)
const ofClass = ({ labels }: BenchSource, wanted: number) =>
  Uint8Array.from(labels, (label) => (label === wanted ? 1 : 0))
const distinct = (labels: Int32Array) => [...new Set(labels)].sort((a, b) => a - b)
const pick = <T>(list: readonly T[], random: Random): T =>
  list[Math.floor(random() * list.length)] as T
