import {
  captionCorrelations,
  cosinesWith,
  differenceCaptionScores,
  faithfulCaptionScores,
  fitClass,
  fitStandardizer,
  matrixRow,
  nameDirection,
  randomSource,
  unitRows,
} from '../dist/core/index.js'

/** The rules compared, ours first. */
export const RULES = [
  'ours',
  "the paper's score",
  "the paper's score, normalised difference",
  'mean wrong - mean right (Domino)',
  'AUROC of the hardest 20 % (VisDiff)',
  'concept first',
  'at random',
]

/**
 * Captions of a planted setting in the order of each rule, the hardest first; and what our rule shows first and claims.
 *
 * @param setting - fit and heldOut: { x, correct, confidence, loss }; captions: { texts, vectors, rows, parts }; reference.
 */
export function rankings(setting) {
  const { fit, heldOut, captions, seed, isRight } = setting
  const correlations = captionCorrelations(fit.x, fit.loss, captions.vectors, captions.rows)
  const judged = nameDirection(
    negated(correlations),
    captions,
    { embeddings: fit.x, loss: fit.loss },
    { embeddings: heldOut.x, wrong: heldOut.correct.map((c) => 1 - c), loss: heldOut.loss },
    { signed: true, merge: true, contradicts: () => false, random: randomSource(seed, 'names') },
  ).filter(({ side }) => side === 'hard')
  const values = isRight ? valuesOf(setting, correlations) : {}
  return {
    ranked: Object.fromEntries(Object.entries(values).map(([rule, v]) => [rule, orderOf(v)])),
    first: judged[0]?.index,
    claimed: judged.find((caption) => caption.claimed)?.index,
  }
}

/** What each rule ranks captions by, the largest first. */
function valuesOf({ fit, captions, reference, seed }, correlations) {
  const standardizer = fitStandardizer(fit.x)
  const examples = { class: 'images', x: fit.x, correct: fit.correct, confidence: fit.confidence }
  const faithful = fitClass(
    standardizer,
    { ...examples, confidence: undefined },
    { profile: 'faithful' },
  )
  const { vectors, rows } = captions
  const plane = faithful.direction
  const x = unitRows(fit.x)
  const wrong = fit.correct.map((c) => 1 - c)
  return {
    [RULES[0]]: correlations,
    [RULES[1]]: negated(faithfulCaptionScores(plane, standardizer, vectors, { rows, reference })),
    [RULES[2]]: negated(differenceCaptionScores(plane, standardizer, vectors, { rows, reference })),
    [RULES[3]]: ofEach(captions, (text) => meanDifference(cosines(x, text), wrong)),
    [RULES[4]]: ofEach(captions, (text) => areaOf(cosines(x, text), hardest(fit.loss))),
    [RULES[5]]: conceptFirst(captions, correlations, fit.x, fit.loss),
    [RULES[6]]: Float64Array.from(rows, randomSource(seed, 'at random')),
  }
}

const negated = (scores) => scores.map((score) => -score)
const cosines = (x, text) => cosinesWith(x, text)
const ofEach = ({ vectors, rows }, score) =>
  Float64Array.from(rows, (row) => score(matrixRow(vectors, row)))
const orderOf = (values) => Array.from(values.keys()).sort((a, b) => values[b] - values[a] || a - b)

/** Eyuboglu et al. 2022. */
function meanDifference(values, wrong) {
  let [bad, good, errors] = [0, 0, 0]
  for (const [i, value] of values.entries()) {
    if (wrong[i]) bad += value
    else good += value
    errors += wrong[i]
  }
  return bad / Math.max(1, errors) - good / Math.max(1, values.length - errors)
}

function hardest(loss) {
  const order = Array.from(loss.keys()).sort((a, b) => loss[b] - loss[a])
  const marks = new Uint8Array(loss.length)
  for (const row of order.slice(0, Math.round(loss.length / 5))) marks[row] = 1
  return marks
}

/** Dunlap et al. 2024. */
function areaOf(values, marks) {
  const order = Array.from(values.keys()).sort((a, b) => values[a] - values[b])
  let [ranks, inside] = [0, 0]
  for (const [rank, row] of order.entries()) {
    if (!marks[row]) continue
    ranks += rank + 1
    inside += 1
  }
  return (ranks - (inside * (inside + 1)) / 2) / (inside * (values.length - inside))
}

/** The best part first, then the best of the captions that share it. */
function conceptFirst({ vectors, rows, parts }, correlations, x, loss) {
  const sharers = new Map()
  for (const [caption, own] of parts.entries())
    for (const part of own) sharers.set(part, [...(sharers.get(part) ?? []), caption])
  const shared = [...sharers].filter(([, captions]) => captions.length >= 2)
  const cols = vectors.cols
  const data = new Float32Array(shared.length * cols)
  for (const [at, [, captions]] of shared.entries())
    for (const caption of captions)
      for (let j = 0; j < cols; j++)
        data[at * cols + j] += vectors.data[rows[caption] * cols + j] / captions.length
  const means = captionCorrelations(x, loss, { data, rows: shared.length, cols })
  const ofPart = new Map(shared.map(([part], at) => [part, means[at]]))
  return Float64Array.from(
    correlations,
    (r, caption) => 10 * Math.max(-1, ...parts[caption].map((part) => ofPart.get(part) ?? -1)) + r,
  )
}
