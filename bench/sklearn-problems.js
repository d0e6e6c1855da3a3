// Random problems that look like embeddings of a classifier's right and wrong images, and scikit-learn's answers to them.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomSource } from '../dist/core/index.js'

/**
 * One problem: classes of equal size, each with a hidden kind of image that is wrong more often. As in CLIP, all rows
 * share a large mean and features differ in scale.
 */
export function makeProblem({
  seed,
  classes = 1,
  rowsPerClass,
  cols,
  errorRate,
  signal,
  inBlocks,
}) {
  const random = randomSource('problem', seed)
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const mean = Array.from({ length: cols }, () => 3 * normal())
  const scale = Array.from({ length: cols }, () => Math.exp(0.3 * normal()))
  const rows = classes * rowsPerClass
  // Shared memory, so that worker threads need no copy.
  const x = new Float32Array(new SharedArrayBuffer(4 * rows * cols))
  const label = []
  const correct = []
  for (let c = 0; c < classes; c++) {
    const direction = Array.from({ length: cols }, () => (4 * signal * normal()) / Math.sqrt(cols))
    const kinds = Array.from({ length: rowsPerClass }, () => random() < 0.3)
    if (inBlocks) kinds.sort((a, b) => Number(a) - Number(b))
    for (const isHard of kinds) {
      const row = label.length
      label.push(c)
      correct.push(random() < (isHard ? 2.3 : 0.44) * errorRate ? 0 : 1)
      for (let col = 0; col < cols; col++) {
        x[row * cols + col] = mean[col] + scale[col] * normal() + (isHard ? direction[col] : 0)
      }
    }
    // At least two of each side, so that both folds have both.
    for (let k = 0; k < 4; k++) correct[label.length - 1 - k] = k % 2
  }
  return { rows, cols, classes, label, correct, x }
}

/** Scikit-learn's answers, from Debian's Python on one thread; undefined where it is not installed. */
export function sklearnAnswers(problems) {
  const folder = mkdtempSync(join(tmpdir(), 'faultline-sklearn-'))
  try {
    const listed = problems.map(({ x, ...problem }, k) => {
      writeFileSync(join(folder, `${k}.f32`), x)
      return { ...problem, file: `${k}.f32` }
    })
    writeFileSync(join(folder, 'problems.json'), JSON.stringify(listed))
    const script = new URL('./sklearn-fits.py', import.meta.url).pathname
    const { status, stderr } = spawnSync('/usr/bin/python3', [script, folder], {
      encoding: 'utf8',
      env: { ...process.env, OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1' },
    })
    if (status !== 0) {
      console.error(`Cannot run scikit-learn: install python3-sklearn (Debian)\n${stderr ?? ''}`)
      return undefined
    }
    return JSON.parse(readFileSync(join(folder, 'answers.json'), 'utf8'))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** How far our fits of a problem are from scikit-learn's. */
export function compareFits(problem, fits, answers, z) {
  const result = {
    classes: fits.length,
    sameC: 0,
    sameAccuracy: 0,
    sameFlags: 0,
    cosine: 1,
    decision: 0,
  }
  fits.forEach((fit, c) => {
    const answer = answers[c]
    const isSameC = fit.C === answer.C
    result.sameC += isSameC
    result.sameAccuracy += Math.abs(fit.balancedAccuracy - answer.balancedAccuracy) < 1e-9
    if (!isSameC) return
    result.cosine = Math.min(result.cosine, cosine(fit.weights, answer.weights))
    const rows = problem.label.flatMap((label, row) => (label === c ? [row] : []))
    let isSame = true
    rows.forEach((row, k) => {
      const value = dot(z.data.subarray(row * z.cols, (row + 1) * z.cols), fit.weights) + fit.bias
      result.decision = Math.max(result.decision, Math.abs(value - answer.decisionValues[k]))
      if (Math.abs(value) > 2e-3 && value > 0 !== (answer.predictions[k] === 1)) isSame = false
    })
    result.sameFlags += isSame
  })
  return result
}

const dot = (a, b) => a.reduce((sum, value, k) => sum + value * b[k], 0)

const cosine = (a, b) => dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))
