// Share of random problems on which the faithful profile gives scikit-learn's answer, from float32 embeddings on.
//   npx tsc -b && node bench/sklearn-agreement.js [number of problems] [seed]
import { fitFaithful, fitStandardizer, randomSource, standardizedRows } from '../dist/core/index.js'
import { compareFits, makeProblem, sklearnAnswers } from './sklearn-problems.js'

const [count = 300, seed = 0] = process.argv.slice(2).map(Number)
const random = randomSource('agreement', seed)
const between = (low, high) => low * (high / low) ** random()

const problems = Array.from({ length: count }, (_, k) =>
  makeProblem({
    seed: `${seed}-${k}`,
    rowsPerClass: Math.round(between(20, 1500)),
    cols: Math.round(between(8, 512)),
    errorRate: between(0.02, 0.5),
    signal: 2 * random(),
    inBlocks: random() < 0.3,
  }),
)
const answers = sklearnAnswers(problems)
if (!answers) process.exit(1)

const total = { sameC: 0, sameAccuracy: 0, sameFlags: 0, closeValues: 0, sameDirection: 0 }
problems.forEach((problem, k) => {
  const x = { data: problem.x, rows: problem.rows, cols: problem.cols }
  const z = standardizedRows(x, fitStandardizer(x))
  const fit = fitFaithful(z, Uint8Array.from(problem.correct), { grid: answers.grid })
  const same = compareFits(problem, [fit], answers.problems[k].classes, z)
  total.sameC += same.sameC
  total.sameAccuracy += same.sameAccuracy
  total.sameFlags += same.sameFlags
  total.closeValues += same.sameC && same.decision <= 2e-3
  total.sameDirection += same.sameC && same.cosine > 0.9999
  if (!same.sameC || !same.sameAccuracy || !same.sameFlags || same.decision > 1e-3) {
    console.log(`  problem ${k}: ${problem.rows} x ${problem.cols}, C ${fit.C}`, same)
  }
})
console.log(`${count} problems, ${JSON.stringify(answers.versions)}:`, total)
