import {
  fitErrorAwareMixture,
  mixtureResponsibilities,
  mostWrongComponents,
} from '../../core/baseline/error-aware-mixture.ts'
import { captionCorrelations } from '../../core/caption/caption-correlations.ts'
import { differenceCaptionScores } from '../../core/caption/caption-scores.ts'
import { combinedValue } from '../../core/direction/combined-values.ts'
import { errorTarget } from '../../core/direction/error-target.ts'
import { fitDirections } from '../../core/direction/fit-directions.ts'
import { decisionValues, type Hyperplane } from '../../core/direction/hyperplane.ts'
import { scoreExamples } from '../../core/direction/score-examples.ts'
import { openRidge } from '../../core/ridge/ridge.ts'
import { softenStandardizer } from '../../core/ridge/soften-standardizer.ts'
import { meanOfRows } from '../../core/svm/kernels/mean-of-rows.ts'
import { type Matrix, takeRows } from '../../core/vectors/matrix.ts'
import { meanRow } from '../../core/vectors/mean-row.ts'
import { principalComponents, projectRows } from '../../core/vectors/principal-components.ts'
import { randomSource } from '../../core/vectors/random.ts'
import { standardizedRows, unitRowSource } from '../../core/vectors/row-source.ts'
import { fitStandardizer, type Standardizer } from '../../core/vectors/standardize.ts'
import { dot } from '../../core/vectors/vector.ts'
import type { Method, MethodResult, Setting, SettingRows } from './bench-setting.ts'

/** Slices a method may return, as in Domino's benchmark. */
export const MOST_SLICES = 5

/** The built-in methods. The first one, which sees of a test row no more than its vector and label, is compared with all others. */
export const METHODS: readonly Method[] = [
  { name: 'ours, without own loss', run: (setting) => byDirections(setting, 'robust') },
  { name: 'ours', run: withOwnLoss },
  { name: 'faithful', run: (setting) => byDirections(setting, 'faithful') },
  { name: 'confidence', run: byConfidence },
  { name: 'Domino', run: byMixture },
  { name: 'mean difference', run: byMeanDifference },
  { name: 'random', run: atRandom },
  { name: 'ceiling', run: toldTheSlice },
]

function byDirections(setting: Setting, profile: 'robust' | 'faithful'): MethodResult {
  const { fit, test } = setting
  const { values, directions, standardizer } = fitAndScore(setting, profile)
  const score = values.map((value) => (Number.isNaN(value) ? 0 : -value))
  const q = directions.map((direction) => direction?.q ?? Number.NaN)
  return {
    score,
    slices: bySide(score, test.labels),
    ...(profile === 'robust'
      ? { q: [q[0] ?? Number.NaN, q[1] ?? Number.NaN], names: namesBy(fit, lossOf(fit)) }
      : { names: (label, words) => alongNormal(directions[label], standardizer, words) }),
  }
}

/** The paper's score of captions, from their mean. */
function alongNormal(
  direction: Hyperplane | undefined,
  standardizer: Standardizer,
  words: Matrix,
): Float64Array {
  if (!direction) return new Float64Array(words.rows)
  const reference = meanOfRows(words, [...Array(words.rows).keys()])
  return differenceCaptionScores(direction, standardizer, words, { reference }).map((s) => -s)
}

function lossOf({ labels, predictions, confidence }: SettingRows): Float64Array {
  const correct = labels.map((label, i) => Number(predictions[i] === label))
  return errorTarget(correct, confidence).target
}

/** Words by how well they go with a value of the fit rows of a label. */
const namesBy =
  ({ x, labels }: SettingRows, values: ArrayLike<number>) =>
  (label: 0 | 1, words: Matrix) => {
    const rows = [...labels.keys()].filter((i) => labels[i] === label)
    const own = rows.map((row) => values[row] ?? 0)
    return captionCorrelations(takeRows(x, rows), own, words)
  }

/** The decision value together with how wrong the model was on the row itself. */
function withOwnLoss(setting: Setting): MethodResult {
  const { labels, predictions, confidence } = setting.test
  const { values, directions } = fitAndScore(setting, 'robust')
  const score = values.map((value, i) => {
    const [label = 0, sure = 0] = [labels[i], confidence[i]]
    const isCorrect = predictions[i] === label
    const scale = directions[label]?.scale
    // A label without a direction has only the losses themselves.
    return scale
      ? -combinedValue(value, isCorrect, sure, scale)
      : Number(!isCorrect) + 2 * (1 - sure)
  })
  return { ...byDirections(setting, 'robust'), score, slices: bySide(score, labels) }
}

/** Fitted once a setting, for both of our methods. */
const known = new WeakMap<Setting, ReturnType<typeof fitProfile>>()

function fitAndScore(setting: Setting, profile: 'robust' | 'faithful') {
  const before = profile === 'robust' ? known.get(setting) : undefined
  const found = before ?? fitProfile(setting, profile)
  if (profile === 'robust') known.set(setting, found)
  return found
}

function fitProfile({ fit, test, name }: Setting, profile: 'robust' | 'faithful') {
  const plain = fitStandardizer(fit.x)
  const standardizer = profile === 'robust' ? softenStandardizer(plain, fit.x) : plain
  const table = {
    classes: ['rest', 'target'],
    ids: Array.from(fit.labels, (_, i) => String(i)),
    splits: Array.from(fit.labels, () => 'val'),
    ...fit,
  }
  const { classes } = fitDirections(fit.x, table, standardizer, { profile, seed: seedOf(name) })
  const directions = classes.map(({ directions: [first] }) => first)
  const values = scoreExamples({ standardizer, directions }, test.x, test.labels)
  return { values, directions, standardizer }
}

function byConfidence({ test }: Setting): MethodResult {
  const score = test.confidence.map((value) => 1 - value)
  return { score, slices: bySide(score, test.labels) }
}

function byMixture({ fit, test, name }: Setting): MethodResult {
  const components = principalComponents(fit.x, Math.min(128, fit.x.cols, fit.x.rows - 1))
  const data = (rows: SettingRows) => ({
    x: projectRows(components, rows.x, [...rows.labels.keys()]),
    labels: rows.labels,
    probabilities: probabilitiesOf(rows),
  })
  const mixture = fitErrorAwareMixture(data(fit), { seed: seedOf(name) })
  const { data: shares, cols } = mixtureResponsibilities(mixture, data(test))
  const chosen = mostWrongComponents(mixture, MOST_SLICES)
  const slices = chosen.map((s) =>
    Float64Array.from(test.labels, (_, i) => shares[i * cols + s] ?? 0),
  )
  const { labelLaw, predictionLaw, components: count } = mixture
  const k = labelLaw.cols
  const gap = Float64Array.from({ length: count }, (_, s) => {
    const gaps = [0, 1].map(
      (j) => (predictionLaw.data[s * k + j] ?? 0) - (labelLaw.data[s * k + j] ?? 0),
    )
    return Math.max(0, ...gaps)
  })
  const score = Float64Array.from(test.labels, (_, i) =>
    gap.reduce((sum, value, s) => sum + value * (shares[i * cols + s] ?? 0), 0),
  )
  return { score, slices }
}

function byMeanDifference({ fit, test }: Setting): MethodResult {
  const isWrong = (i: number) => fit.predictions[i] !== fit.labels[i]
  const names = namesBy(
    fit,
    Array.from(fit.labels, (_, i) => Number(isWrong(i))),
  )
  return { ...alongMeans({ fit, test }, isWrong), names }
}

/** What can be had at best: the ridge, told which fit rows lie in a slice. */
function toldTheSlice({ fit, test, slices }: Setting): MethodResult {
  const standardizer = softenStandardizer(fitStandardizer(fit.x), fit.x)
  const told = slices.map(({ label, fit: marks }) => {
    const rows = [...fit.labels.keys()].filter((i) => fit.labels[i] === label)
    const source = unitRowSource(fit.x, standardizer)
    const write = (k: number, out: Float64Array) => source.write(rows[k] ?? 0, out)
    const ridge = openRidge({ rows: rows.length, cols: fit.x.cols, write })
    const share = rows.reduce((sum, i) => sum + (marks[i] ?? 0), 0) / rows.length
    const { weights } = ridge.fit(Float64Array.from(rows, (i) => (marks[i] ?? 0) - share))
    const values = decisionValues(
      { weights, bias: -dot(weights, ridge.mean) },
      standardizer,
      test.x,
    )
    return values.map((value, i) => (test.labels[i] === label ? value : Number.NEGATIVE_INFINITY))
  })
  const score = Float64Array.from(test.labels, (_, i) =>
    Math.max(-1e9, ...told.map((values) => values[i] ?? -1e9)),
  )
  const isIn = fit.labels.map((_, i) => Number(slices.some((slice) => slice.fit[i] === 1)))
  return { score, slices: told, names: namesBy(fit, isIn) }
}

function atRandom({ test, name }: Setting): MethodResult {
  const random = randomSource('bench, random', name)
  const score = Float64Array.from(test.labels, () => random())
  return { score, slices: bySide(score, test.labels) }
}

/** From the mean of the other rows of a label to that of the marked ones; 0 where a label has but one kind. */
function alongMeans(
  { fit, test }: Pick<Setting, 'fit' | 'test'>,
  isMarked: (i: number) => boolean,
): MethodResult {
  const standardizer = fitStandardizer(fit.x)
  const z = standardizedRows(fit.x, standardizer)
  const zTest = standardizedRows(test.x, standardizer)
  const normals = [0, 1].map((label) => {
    const rows = [...fit.labels.keys()].filter((i) => fit.labels[i] === label)
    const [marked, others] = [rows.filter(isMarked), rows.filter((i) => !isMarked(i))]
    if (marked.length === 0 || others.length === 0) return new Float64Array(z.cols)
    const [a, b] = [meanRow(z, marked), meanRow(z, others)]
    return a.map((value, j) => value - (b[j] ?? 0))
  })
  const score = Float64Array.from(test.labels, (label, i) => {
    const normal = normals[label] as Float64Array
    let sum = 0
    for (let j = 0; j < z.cols; j++) sum += (zTest.data[i * z.cols + j] ?? 0) * (normal[j] ?? 0)
    return sum
  })
  return { score, slices: bySide(score, test.labels) }
}

/** A slice a label: its rows by score, the others last. */
function bySide(score: Float64Array, labels: Int32Array): Float64Array[] {
  return [1, 0].map((side) =>
    score.map((value, i) => (labels[i] === side ? value : Number.NEGATIVE_INFINITY)),
  )
}

function probabilitiesOf({ labels, confidence }: SettingRows): Matrix {
  const data = Float32Array.from(
    [...labels].flatMap((label, i) => {
      const own = confidence[i] ?? 0
      return label === 0 ? [own, 1 - own] : [1 - own, own]
    }),
  )
  return { data, rows: labels.length, cols: 2 }
}

/** A seed for a method's own random numbers, of the setting's name. */
const seedOf = (name: string) => Math.floor(randomSource('bench', name)() * 2 ** 31)
