// Time of the faithful profile beside scikit-learn's own procedure on the same data, and whether the answers agree.
//   npx tsc -b && node bench/sklearn.js [name]
// Ours counts everything from float32 embeddings on: starting two worker threads, standardizing, fitting. Theirs counts
// cross_val_score and the refits only, on one thread of Python.
import { once } from 'node:events'
import { performance } from 'node:perf_hooks'
import { Worker } from 'node:worker_threads'
import { fitStandardizer, standardizedRows } from '../dist/core/index.js'
import { compareFits, makeProblem, sklearnAnswers } from './sklearn-problems.js'

const WORKERS = 2
const SIZES = {
  'ten-classes': { classes: 10, rowsPerClass: 1000, cols: 512, target: 8 },
  'one-large-class': { classes: 1, rowsPerClass: 5000, cols: 512, target: 8 },
  'a-thousand-classes': { classes: 1000, rowsPerClass: 50, cols: 512, target: 25 },
}

for (const [name, { target, ...size }] of Object.entries(SIZES)) {
  if (process.argv[2] && process.argv[2] !== name) continue
  const problem = makeProblem({ ...size, seed: name, errorRate: 0.15, signal: 1, inBlocks: false })
  const answers = sklearnAnswers([problem])
  if (!answers) process.exit(1)
  const x = { data: problem.x, rows: problem.rows, cols: problem.cols }
  const times = []
  const cpuTimes = []
  let fits = []
  for (let run = 0; run < 3; run++) {
    const start = performance.now()
    const startCpu = process.cpuUsage()
    fits = await fitClasses(x, problem, answers.grid)
    times.push((performance.now() - start) / 1000)
    const { user, system } = process.cpuUsage(startCpu)
    cpuTimes.push((user + system) / 1e6)
  }
  const [theirs] = answers.problems
  const seconds = Math.min(...times)
  const spread = `${seconds.toFixed(2)}-${Math.max(...times).toFixed(2)} s`
  const ratio = theirs.seconds / seconds
  const cpu = Math.min(...cpuTimes)
  const same = compareFits(problem, fits, theirs.classes, standardizedRows(x, fitStandardizer(x)))
  console.log(
    `${name}: ${size.classes} x ${size.rowsPerClass} x ${size.cols}  scikit-learn ${theirs.seconds.toFixed(2)} s, ` +
      `faultline ${spread} (best and worst of 3), ${ratio.toFixed(1)} times as fast (target ${target})`,
  )
  console.log(
    `  processor time, which other work on the machine disturbs less: scikit-learn ${theirs.cpuSeconds.toFixed(2)} s, ` +
      `faultline ${cpu.toFixed(2)} s in all threads`,
  )
  console.log(
    `  same C ${same.sameC}/${same.classes}, same balanced accuracy ${same.sameAccuracy}/${same.classes}, ` +
      `same flags ${same.sameFlags}/${same.sameC}, lowest cosine ${same.cosine.toFixed(7)}, ` +
      `largest difference of decision values ${same.decision.toExponential(1)}`,
  )
}

/** Fits every class, the classes dealt out to the worker threads, which start while the features are measured. */
async function fitClasses(x, { classes, label, correct }, grid) {
  const rowsOfClass = Array.from({ length: classes }, () => [])
  for (const [row, c] of label.entries()) rowsOfClass[c].push(row)
  const workers = Array.from({ length: Math.min(WORKERS, classes) }, (_, k) => {
    const share = rowsOfClass.flatMap((rows, c) => (c % WORKERS === k ? [{ c, rows }] : []))
    return new Worker(new URL('./fit-worker.js', import.meta.url), {
      workerData: { x, share, correct, grid },
    })
  })
  const standardizer = fitStandardizer(x)
  const answers = await Promise.all(
    workers.map(async (worker) => {
      worker.postMessage(standardizer)
      const [fits] = await once(worker, 'message')
      await worker.terminate()
      return fits
    }),
  )
  return answers
    .flat()
    .sort((a, b) => a.c - b.c)
    .map(({ fit }) => fit)
}
