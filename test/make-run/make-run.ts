import { link, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { RUN_FILES, thumbnailName } from '../../src/run/files.ts'
import { RUN_VERSION } from '../../src/run/manifest.ts'
import { captionsOf } from './captions-of.ts'
import { comparisonOf } from './comparison-of.ts'
import { directionsOf } from './directions-of.ts'
import { drawThumbnails } from './draw-thumbnails.ts'
import { evidenceOf } from './evidence-of.ts'
import { groupsOf, slicesOf } from './groups-of.ts'
import { writeInterventions } from './interventions-of.ts'
import { HOSTILE } from './names.ts'
import { embeddingRows, planRun, plantedOf, type RunOptions, type RunPlan } from './plan-run.ts'
import { normalNumbers, randomNumbers } from './random.ts'
import { writeNpy64, writeNpyChunks, writeNpz64 } from './write-arrays.ts'

const VARIANTS = 6
const CODED = { type: 'STRING', encoding: 'RLE_DICTIONARY' } as const

/**
 * Writes a synthetic, valid run folder: images with small drawn thumbnails, a planted failure in every class that
 * is to have one, captions, groups, slices and interventions.
 */
export async function makeRun(folder: string, options: RunOptions): Promise<RunPlan> {
  const plan = planRun(options)
  await mkdir(join(folder, RUN_FILES.thumbnails), { recursive: true })
  const write = (name: string, data: unknown) =>
    writeFile(join(folder, name), data instanceof Uint8Array ? data : JSON.stringify(data))
  const directions = directionsOf(plan)
  const captions = captionsOf(plan)
  await write(RUN_FILES.directions, directions)
  await write(RUN_FILES.captions, captionTable(captions.rows))
  await write(RUN_FILES.captionReport, captions.report)
  await write(RUN_FILES.groups, groupsOf(plan))
  await write(RUN_FILES.slices, slicesOf(plan))
  await write(RUN_FILES.comparison, comparisonOf(plan))
  await write(RUN_FILES.examples, exampleTable(plan))
  await writeVectors(
    folder,
    plan,
    directions.classes.reduce((sum, c) => sum + c.directions.length, 0),
  )
  await writeMap(folder, plan)
  await write(RUN_FILES.evidence, evidenceOf(plan, captions.rows))
  await writeThumbnails(folder, plan)
  await writeInterventions(folder, plan)
  await write(RUN_FILES.manifest, manifestOf(plan)) // last: a folder without it is unfinished
  return plan
}

function exampleTable(plan: RunPlan): Uint8Array {
  const name = (index: number) => plan.classes[index]
  const numbers = (values: ArrayLike<number>) => Array.from(values)
  const hostile = plan.options.hostile
  const text = (row: number) =>
    hostile
      ? HOSTILE[row % HOSTILE.length]
      : plan.hard[row] === 1
        ? plantedOf(plan.labels[row]).hard
        : plantedOf(plan.labels[row]).easy
  const known = (row: number) => plan.states[plan.labels[row]] === 'ok'
  const rows = plan.ids.map((_, row) => row)
  return buffer([
    { name: 'id', data: plan.ids, type: 'STRING' },
    { name: 'image', data: plan.ids, type: 'STRING' },
    { name: 'split', data: plan.splits, type: 'STRING' },
    // As the pipeline's writer comes to by itself where classes are in no order: here they take turns, which deceives it.
    { name: 'label', data: numbers(plan.labels).map(name), ...CODED },
    { name: 'prediction', data: numbers(plan.predictions).map(name), ...CODED },
    {
      name: 'correct',
      data: rows.map((row) => plan.labels[row] === plan.predictions[row]),
      type: 'BOOLEAN',
    },
    { name: 'confidence', data: numbers(plan.confidence), type: 'DOUBLE' },
    {
      name: 'decisionValue',
      data: rows.map((row) =>
        plan.states[plan.labels[row]] === 'not-enough-errors'
          ? undefined
          : plan.decisionValues[row],
      ),
      type: 'DOUBLE',
    },
    {
      name: 'combinedValue',
      data: rows.map((row) =>
        plan.states[plan.labels[row]] === 'not-enough-errors'
          ? undefined
          : plan.decisionValues[row] - (plan.labels[row] === plan.predictions[row] ? 0 : 0.5),
      ),
      type: 'DOUBLE',
    },
    {
      name: 'flagged',
      data: rows.map((row) => (known(row) ? plan.decisionValues[row] <= 0 : undefined)),
      type: 'BOOLEAN',
    },
    {
      name: 'mode',
      data: rows.map((row) => (known(row) && plan.decisionValues[row] <= 0 ? 1 : undefined)),
      type: 'INT32',
    },
    { name: 'scene', data: rows.map(text), type: 'STRING' },
    {
      name: hostile ? '__proto__' : 'camera',
      data: rows.map((row) => `camera ${row % 4}`),
      type: 'STRING',
    },
    {
      name: hostile ? '<img src=x onerror=window.pwned=1>' : 'brightness',
      data: rows.map((row) => ((row * 37) % 100) / 100),
      type: 'DOUBLE',
    },
  ])
}

function captionTable(rows: ReturnType<typeof captionsOf>['rows']): Uint8Array {
  const types = {
    direction: 'INT32',
    rank: 'INT32',
    nearest: 'INT32',
    merged: 'INT32',
    claimed: 'BOOLEAN',
    contradicts: 'BOOLEAN',
    present: 'BOOLEAN',
  } as const
  const text = new Set(['class', 'caption', 'kind', 'side', 'part'])
  const names = [
    'class',
    'direction',
    'caption',
    'kind',
    'side',
    'rank',
    'score',
    'claimed',
    'contradicts',
    'nearest',
    'heldOutAccuracy',
    'intervalLow',
    'intervalHigh',
    'classAccuracy',
    'p',
    'randomAsGood',
    'correlation',
    'correlationP',
    'part',
    'partP',
    'present',
    'merged',
  ] as const
  return buffer(
    names.map((name) => ({
      name,
      data: rows.map((row) => row[name]),
      type: text.has(name)
        ? 'STRING'
        : name in types
          ? types[name as keyof typeof types]
          : 'DOUBLE',
    })),
  )
}

const buffer = (columnData: Parameters<typeof parquetWriteBuffer>[0]['columnData']) =>
  new Uint8Array(parquetWriteBuffer({ columnData }))

async function writeVectors(folder: string, plan: RunPlan, directions: number): Promise<void> {
  const { dimensions: d, examples: n } = plan.options
  const chunks = function* () {
    for (let from = 0; from < n; from += 5000)
      yield embeddingRows(plan, from, Math.min(n, from + 5000))
  }
  await writeNpyChunks(join(folder, RUN_FILES.embeddings), n, d, chunks())
  const normals = Float64Array.from({ length: directions * d }, (_, i) => Number(i % d === 0))
  await writeNpy64(join(folder, RUN_FILES.normals), normals, [directions, d])
  // At most one mode a direction, and none of these runs is about where its centre lies.
  await writeNpy64(join(folder, RUN_FILES.modes), normals, [directions, d])
  await writeNpz64(join(folder, RUN_FILES.standardizer), {
    mean: new Float64Array(d),
    deviation: new Float64Array(d).fill(1),
  })
}

/** Classes on a spiral, the hard images of each beside the others. */
async function writeMap(folder: string, plan: RunPlan): Promise<void> {
  const { length: n } = plan.ids
  const points = new Float32Array(n * 2)
  const random = normalNumbers(randomNumbers(plan.options.seed + 1))
  for (let row = 0; row < n; row++) {
    const label = plan.labels[row]
    const [angle, reach] = [label * 2.4, 0.85 * Math.sqrt((label + 0.5) / plan.classes.length)]
    const spread = 0.28 / Math.sqrt(plan.classes.length)
    const beside = plan.hard[row] === 1 ? spread * 1.6 : 0
    points[row * 2] = reach * Math.cos(angle) + beside + spread * 0.5 * random()
    points[row * 2 + 1] = reach * Math.sin(angle) + spread * 0.5 * random()
  }
  const axes = points.map((value, i) => (i % 2 === 0 ? value : value * 0.5))
  for (const [name, data] of [
    [RUN_FILES.map, points],
    [RUN_FILES.mapAxes, axes],
  ] as const) {
    await writeNpyChunks(join(folder, name), n, 2, [data])
  }
  const report = { examples: n, laidOut: Math.min(n, 3000) }
  await writeFile(join(folder, RUN_FILES.mapReport), JSON.stringify(report))
}

/** A few drawings a class and end; the examples share them as hard links. */
async function writeThumbnails(folder: string, plan: RunPlan): Promise<void> {
  const at = (name: string) => join(folder, RUN_FILES.thumbnails, name)
  const first = new Map<string, string>()
  const drawn = new Map<string, Promise<Uint8Array[]>>()
  for (const [row, id] of plan.ids.entries()) {
    const look = plan.labels[row] % 24
    const key = `${look} ${plan.hard[row]}`
    if (!drawn.has(key)) drawn.set(key, drawThumbnails(look, plan.hard[row] === 1, VARIANTS))
    const variant = Math.floor(row / plan.classes.length) % VARIANTS
    const source = first.get(`${key} ${variant}`)
    const file = at(thumbnailName(id))
    if (source) await link(source, file)
    else {
      await writeFile(file, (await drawn.get(key))?.[variant] ?? new Uint8Array())
      first.set(`${key} ${variant}`, file)
    }
  }
}

function manifestOf(plan: RunPlan): unknown {
  const splits: Record<string, number> = {}
  for (const split of plan.splits) splits[split] = (splits[split] ?? 0) + 1
  return {
    format: 'faultline-run',
    version: RUN_VERSION,
    tool: 'faultline 0.1.0',
    name: 'shapes',
    config: {
      name: 'shapes',
      dataset: { table: 'examples.csv', columns: {} },
      method: {
        profile: 'robust',
        fitSplit: 'val',
        standardizeSplit: 'train',
        heldOutSplit: 'test',
        scoreBy: 'label',
        tolerance: 0.001,
        alpha: 0.05,
      },
      groups: ['scene'],
      seed: 0,
    },
    base: '.',
    classes: plan.classes,
    counts: { examples: plan.ids.length, dimensions: plan.options.dimensions, splits },
    inputs: [],
    steps: [],
    warnings: [{ code: 'constant-features', message: '0 of the embedding features are constant' }],
  }
}
