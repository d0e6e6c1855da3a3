// Error rates of the gate: how often `check` says "worse" of a model that is as good, how often it sees a true drop, and how
// often it says "safe" of a drop as large as the margin.
//   npx tsc -b && node bench/gate.js [--draws 400] [--seed 0] [--margin 0.02] [--only alarms|heads|power|safe]
import { parseArgs } from 'node:util'
import {
  binomialTail,
  fitSoftmax,
  judgeChanges,
  normalDraw,
  pairedEvidence,
  predictClasses,
  randomSource,
  unpairedEvidence,
  wilsonInterval,
} from '../dist/core/index.js'

const { values } = parseArgs({
  options: {
    draws: { type: 'string', default: '400' },
    seed: { type: 'string', default: '0' },
    margin: { type: 'string', default: '0.02' },
    only: { type: 'string' },
  },
})
const asked = (part) => values.only === undefined || values.only === part
const [draws, margin] = [Number(values.draws), Number(values.margin)]
const percent = (share) => `${(100 * share).toFixed(1)} %`
const rate = (hits, n = draws) =>
  `${hits} of ${n}, ${percent(hits / n)} (${wilsonInterval(hits, n).map(percent).join(' to ')})`
const has = (judged, verdict) => judged.some((change) => change.verdict === verdict)

/** A mode's outcomes: each image has its own chance of being wrong, the same under both models but for the drop. */
function mode(size, drop, random, copies = 1) {
  const [old, now, units] = [[], [], []]
  for (let unit = 0; unit < size / copies; unit++) {
    const difficulty = random() < 0.3 ? 0.9 * random() : 0.2 * random()
    const before = Number(random() < difficulty)
    // Half of a drop's images were right before, so that the error rate rises by exactly the drop on average.
    let after = Number(random() < difficulty)
    if (after === 0 && random() < drop / (1 - MEAN_ERROR)) after = 1
    for (let i = 0; i < copies; i++) {
      old.push(before)
      now.push(after)
      units.push(unit)
    }
  }
  return { old, now, units }
}
/** Mean difficulty of `mode`, and mean of its square: the chance that both models are wrong where there is no drop. */
const MEAN_ERROR = 0.3 * 0.45 + 0.7 * 0.1
const BOTH_WRONG = (0.3 * 0.81 + 0.7 * 0.04) / 3

const evidence = ({ old, now, units }) => pairedEvidence(old, now, margin, units)
const count = (wrong) => ({ examples: wrong.length, errors: wrong.reduce((sum, w) => sum + w, 0) })

function falseAlarms(kind, makeModes) {
  let [worse, better] = [0, 0]
  for (let draw = 0; draw < draws; draw++) {
    const judged = judgeChanges(makeModes(randomSource('gate', kind, values.seed, draw)), {
      margin,
    })
    worse += has(judged, 'worse')
    better += has(judged, 'better')
  }
  console.log(
    `equally good, ${kind}: any mode worse in ${rate(worse)}; any better in ${rate(better)}`,
  )
}

if (asked('alarms')) {
  const sizes = [30, 50, 80, 100, 150, 200, 300, 500, 800, 1000]
  falseAlarms('ten modes, same images', (random) => sizes.map((n) => evidence(mode(n, 0, random))))
  falseAlarms('ten modes, each image five times', (random) =>
    sizes.map((n) => evidence(mode(n, 0, random, 5))),
  )
  falseAlarms('ten modes, other images', (random) =>
    sizes.map((n) => {
      const [a, b] = [mode(n, 0, random), mode(n, 0, random)]
      return unpairedEvidence(count(a.old), count(b.now), margin)
    }),
  )
}

/** Two last layers trained on two samples of one distribution, judged on six kinds of image. */
function trainedHeads(random) {
  const d = 12
  const row = (label, group) =>
    Array.from(
      { length: d },
      (_, j) => normalDraw(random) + (j === label ? 1.6 : 0) + (j === 4 + group ? 1.5 : 0),
    )
  const sample = (n) => {
    const labels = Int32Array.from({ length: n }, () => (random() < 0.5 ? 0 : 1))
    const kinds = labels.map((label) => 3 * label + Math.floor(3 * random()))
    const data = Float32Array.from([...labels].flatMap((label, i) => row(label, kinds[i] % 3)))
    return { labels, kinds, x: { data, rows: n, cols: d } }
  }
  const heads = [0, 1].map(() => {
    const train = sample(200)
    return fitSoftmax(train.x, train.labels, 2, { l2: 0.01 })
  })
  return (n) => {
    const { labels, kinds, x } = sample(n)
    const [old, now] = heads.map((head) =>
      Array.from(predictClasses(head, x), (label, i) => Number(label !== labels[i])),
    )
    return [0, 1, 2, 3, 4, 5].map((kind) => {
      const rows = [...kinds.keys()].filter((i) => kinds[i] === kind)
      return pairedEvidence(
        rows.map((i) => old[i]),
        rows.map((i) => now[i]),
        margin,
      )
    })
  }
}

// Two trained models do differ, each on its kinds of image: what counts is whether "worse" is true of these two models.
if (asked('heads')) {
  let [worse, wrong, unsafe] = [0, 0, 0]
  for (let draw = 0; draw < draws; draw++) {
    const heads = trainedHeads(randomSource('gate heads', values.seed, draw))
    const judged = judgeChanges(heads(900), { margin })
    const truth = heads(12000).map(({ difference }) => difference)
    worse += has(judged, 'worse')
    wrong += judged.some(({ verdict }, kind) => verdict === 'worse' && truth[kind] <= 0)
    unsafe += judged.some(({ verdict }, kind) => verdict === 'safe' && truth[kind] > margin)
  }
  console.log(
    `two heads trained on two samples: any mode worse in ${rate(worse)}; wrongly, by 12,000 fresh images, in ${rate(wrong)}; wrongly safe in ${rate(unsafe)}`,
  )
}

for (const drop of asked('power') ? [0, 0.05, 0.1] : []) {
  for (const n of [100, 300, 1000]) {
    let [worse, safe] = [0, 0]
    for (let draw = 0; draw < draws; draw++) {
      const random = randomSource('gate power', drop, n, values.seed, draw)
      const judged = judgeChanges([evidence(mode(n, drop, random))], { margin })
      worse += has(judged, 'worse')
      safe += has(judged, 'safe')
    }
    console.log(
      `true drop ${percent(drop)}, ${n} images: worse in ${rate(worse)}; safe in ${rate(safe)}`,
    )
  }
}

/**
 * Chance of "safe" or even "better", summed over all outcomes: no draw blurs it. An outcome is two binomial counts, and the
 * larger the first the less safe.
 */
function chanceOfSafe({ n, chance, rest, change }) {
  const spread = 7 * Math.sqrt(n * chance)
  let sum = 0
  for (
    let other = Math.max(0, Math.ceil(n * chance - spread));
    other <= Math.min(n, n * chance + spread);
    other++
  ) {
    const [trials, p] = rest(other)
    let [safe, unsafe] = [-1, trials + 1]
    while (unsafe - safe > 1) {
      const middle = (safe + unsafe) >> 1
      const [{ verdict }] = judgeChanges([change(middle, other)], { margin })
      if (verdict === 'safe' || verdict === 'better') safe = middle
      else unsafe = middle
    }
    const weight = binomialTail(other, n, chance) - binomialTail(other + 1, n, chance)
    sum += weight * (1 - binomialTail(safe + 1, trials, p))
  }
  return sum
}

/** Units of copies each, as `mode` draws them with a drop as large as the margin: how many of them are mended, how many broke. */
function safeOfSameImages(units, copies) {
  const mended = (MEAN_ERROR - BOTH_WRONG) * (1 - margin / (1 - MEAN_ERROR))
  const unitOf = Array.from({ length: units * copies }, (_, i) => Math.floor(i / copies))
  return chanceOfSafe({
    n: units,
    chance: mended,
    rest: (mends) => [units - mends, (mended + margin) / (1 - mended)],
    change: (breaks, mends) =>
      pairedEvidence(
        unitOf.map((unit) => Number(unit < mends)),
        unitOf.map((unit) => Number(unit >= mends && unit < mends + breaks)),
        margin,
        unitOf,
      ),
  })
}

for (const n of asked('safe') ? [100, 300, 1000, 3000] : []) {
  const otherImages = chanceOfSafe({
    n,
    chance: MEAN_ERROR,
    rest: () => [n, MEAN_ERROR + margin],
    change: (now, old) =>
      unpairedEvidence({ examples: n, errors: old }, { examples: n, errors: now }, margin),
  })
  const chances = [safeOfSameImages(n, 1), safeOfSameImages(n / 5, 5), otherImages]
  const [same, copied, other] = chances.map((chance) => `${(100 * chance).toFixed(2)} %`)
  console.log(
    `true drop equal to the margin, ${n} images: safe in ${same}; each image five times in ${copied}; other images in ${other} (sums over all outcomes)`,
  )
}
