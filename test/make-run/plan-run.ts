import { classNames, HOSTILE, PLANTED } from './names.ts'
import { normalNumbers, randomNumbers } from './random.ts'

export interface RunOptions {
  /** Images in all: 40 % train, 30 % val, 30 % test. */
  examples: number
  classes: number
  /** Width of the embeddings, at least classes' axes plus one. */
  dimensions?: number
  /** Class names, captions, ids and metadata that try to break out. */
  hostile?: boolean
  /** No class has a failure direction. */
  healthy?: boolean
  seed?: number
}

/** Columns of a synthetic run, before anything is written. */
export interface RunPlan {
  options: Required<RunOptions>
  classes: string[]
  ids: string[]
  splits: string[]
  labels: Int32Array
  predictions: Int32Array
  confidence: Float64Array
  /** 1 = the planted attribute that makes the image hard. */
  hard: Uint8Array
  decisionValues: Float64Array
  states: ('ok' | 'not-significant' | 'not-enough-errors')[]
}

export const BIAS = 0.05
export const NORM = 4

/** Error rates on hard and easy images, by the state that the class is to have. */
const ERRORS = {
  ok: [0.5, 0.05],
  'not-significant': [0.1, 0.1],
  'not-enough-errors': [0.004, 0.004],
} as const

/** Decides everything about the run: the first axis of the embeddings is the planted attribute. */
export function planRun(raw: RunOptions): RunPlan {
  const options = { dimensions: 24, hostile: false, healthy: false, seed: 1, ...raw }
  const random = randomNumbers(options.seed)
  const normal = normalNumbers(random)
  const { examples: n, classes: k } = options
  const classes = classNames(k).map((name, i) =>
    options.hostile ? (HOSTILE[i] ?? name).slice(0, 120).replace('\ud800', '') : name,
  )
  const states = classes.map((_, i) => {
    if (options.healthy) return i % 2 === 0 ? 'not-significant' : 'not-enough-errors'
    return i < 2 || i % 5 < 2 ? 'ok' : i % 5 < 4 ? 'not-significant' : 'not-enough-errors'
  }) as RunPlan['states']
  const plan: RunPlan = {
    options,
    classes,
    ids: [],
    splits: [],
    labels: new Int32Array(n),
    predictions: new Int32Array(n),
    confidence: new Float64Array(n),
    hard: new Uint8Array(n),
    decisionValues: new Float64Array(n),
    states,
  }
  for (let row = 0; row < n; row++) {
    const label = row % k
    const split = random() < 0.4 ? 'train' : random() < 0.5 ? 'val' : 'test'
    const isHard = random() < 0.22
    const [errHard, errEasy] = ERRORS[states[label]]
    const strength = 0.75 + (0.5 * ((label * 7919) % 13)) / 13
    const wrong = random() < (isHard ? errHard * strength : errEasy)
    const sure = Math.abs(normal()) * 0.15
    plan.labels[row] = label
    plan.predictions[row] = wrong ? (label + 1 + Math.floor(random() * (k - 1))) % k : label
    plan.confidence[row] = Math.min(
      0.999,
      Math.max(0.001, wrong ? 0.05 + sure * 1.5 : 0.97 - sure * 1.6),
    )
    plan.hard[row] = Number(isHard)
    plan.decisionValues[row] = (isHard ? -0.55 : 0.6) + 0.4 * normal()
    plan.splits.push(split)
    plan.ids.push(idOf(row, label, options))
  }
  return plan
}

function idOf(row: number, label: number, { hostile, classes }: Required<RunOptions>): string {
  const plain = `${classNames(classes)[label].replaceAll(' ', '-')}/${String(row).padStart(6, '0')}.jpg`
  return hostile && row < HOSTILE.length * 4 ? `${HOSTILE[row % HOSTILE.length]}#${row}` : plain
}

export const plantedOf = (label: number) => PLANTED[label % PLANTED.length]

/** The embeddings of rows `from` to `to`: planted axis, class axes, noise; z's first coordinate gives the decision value. */
export function embeddingRows(plan: RunPlan, from: number, to: number): Float32Array {
  const { dimensions: d, seed } = plan.options
  const data = new Float32Array((to - from) * d)
  for (let row = from; row < to; row++) {
    const normal = normalNumbers(randomNumbers(seed * 7919 + row))
    const z = data.subarray((row - from) * d, (row - from + 1) * d)
    const angle = randomNumbers(plan.labels[row] + 17)
    for (let j = 1; j < d; j++) z[j] = 1.6 * (angle() - 0.5) * 2 + 0.35 * normal()
    const first = Math.max(-0.95, Math.min(0.95, (plan.decisionValues[row] - BIAS) / NORM))
    let rest = 0
    for (let j = 1; j < d; j++) rest += z[j] * z[j]
    const scale = Math.sqrt((1 - first * first) / rest)
    for (let j = 1; j < d; j++) z[j] *= scale
    z[0] = first
  }
  return data
}
