import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { run } from '../../src/pipeline/run/run.ts'
import type { StepName } from '../../src/pipeline/run-folder/step-versions.ts'
import { STEP_VERSIONS } from '../../src/pipeline/run-folder/step-versions.ts'
import { parseConfig } from '../../src/run/config.ts'
import { folderOf } from '../folder-of.ts'
import { colourVector, writeTinyClassifier, writeTinyClip } from '../tiny-onnx/index.ts'
import { folderBytes } from './folder-bytes.ts'

const { done, tool } = vi.hoisted(() => ({ done: [] as string[], tool: { version: 'tool 1' } }))
vi.mock('../../src/pipeline/run-folder/steps.ts', async (original) => {
  const steps = await original<typeof import('../../src/pipeline/run-folder/steps.ts')>()
  const doStep: typeof steps.doStep = (place, step, effects) => {
    done.push(step.name)
    return steps.doStep(place, step, effects)
  }
  return { ...steps, doStep }
})
vi.mock('../../src/pipeline/run-folder/tool-version.ts', () => ({
  toolVersion: () => tool.version,
}))

const ALL: StepName[] = [
  'classify',
  'embed',
  'fit',
  'score',
  'caption',
  'groups',
  'map',
  'thumbnails',
]
const SPLITS = ['train', 'val', 'test']
const CLASSES = ['cat', 'dog']

const root = await folderOf()
let rows: string[][]
const classifier = { onnx: 'classifier.onnx', input: { size: 8 }, classes: CLASSES }
let config: Record<string, unknown>

beforeAll(async () => {
  rows = []
  for (const split of SPLITS) {
    for (const label of CLASSES) {
      for (let i = 0; i < 6; i++) {
        const file = `${split}-${label}-${i}.png`
        rows.push([`id-${rows.length}`, file, label, split, i % 4 === 0 ? 'dark' : 'bright', 'big'])
        await paint(file, label, i)
      }
    }
  }
  await writeTable()
  await writeTinyClip(join(root, 'clip'))
  await writeTinyClassifier(join(root, 'classifier.onnx'), { weights: [RED, BLUE] })
  config = {
    dataset: { images: 'img', table: 'table.csv' },
    classifier,
    encoder: { model: 'clip' },
    captions: { nouns: { cat: ['cat', 'kitten'], dog: ['dog'] }, adjectives: ['red', 'dark'] },
    groups: ['light'],
    method: { minErrors: 2, folds: 2 },
  }
  await runIn('run')
})
beforeEach(() => {
  done.length = 0
})

const RED = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
const BLUE = [0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]

/** Cats are red and dogs blue, but for the dark ones, which the classifier takes for the other class. */
async function paint(file: string, label: string, i: number): Promise<void> {
  const level = 120 + 8 * (i % 5)
  const isRed = (label === 'cat') !== (i % 4 === 0)
  const background = { r: isRed ? level : 20, g: 5 * (i % 7), b: isRed ? 20 : level }
  await mkdir(join(root, 'img'), { recursive: true })
  const create = { width: 8, height: 8, channels: 3 as const, background }
  await sharp({ create })
    .png()
    .toFile(join(root, 'img', file))
}

const writeTable = () =>
  writeFile(
    join(root, 'table.csv'),
    `${[['id', 'file_name', 'label', 'split', 'light', 'size'], ...rows].map((row) => row.join(',')).join('\n')}\n`,
  )

const runIn = (folder: string) =>
  run(parseConfig(config, 'test'), { folder: join(root, folder), baseFolder: root, workers: 1 })

const set = (section: string, values: object) => async () => {
  config = { ...config, [section]: { ...(config[section] as object), ...values } }
}
const swap = (column: number) => async () => {
  const [a, b] = [rows[0], rows[9]]
  if (a && b) [a[column], b[column]] = [b[column] ?? '', a[column] ?? '']
  await writeTable()
}
const change = (row: number, column: number, value: string) => async () => {
  rows = rows.map((cells, i) => (i === row ? cells.with(column, value) : cells))
  await writeTable()
}
const repaint = (file: string) => () => paint(file, 'dog', 3)
/** What follows from other vectors, and from other predictions. */
const FROM_FIT: StepName[] = ['fit', 'score', 'caption', 'groups']

/** What is changed, one after the other in the same run folder, and the steps that must be done again. */
const CHANGES: [string, () => Promise<unknown>, StepName[]][] = [
  ['nothing', async () => {}, []],
  ['the spelling of the image folder', set('dataset', { images: './img/' }), []],
  ['a picture, in a folder that is spelled another way', repaint('val-cat-1.png'), ALL],
  [
    'a picture, in a folder with an absolute path',
    async () => {
      await set('dataset', { images: join(root, 'img') })()
      await repaint('val-cat-2.png')()
    },
    ALL,
  ],
  [
    'the order of the table',
    async () => {
      rows.reverse()
      await writeTable()
    },
    ALL,
  ],
  ['two file names', swap(1), ALL],
  [
    'the name of a file, which warnings tell',
    async () => {
      const old = rows[3]?.[1] ?? ''
      await rename(join(root, 'img', old), join(root, 'img', 'new-name.png'))
      await change(3, 1, 'new-name.png')()
    },
    ALL.filter((step) => step !== 'fit' && step !== 'map'),
  ],
  ['a label', change(14, 2, 'cat'), FROM_FIT],
  ['the split of an example', change(15, 3, 'train'), FROM_FIT],
  ['a value of a metadata column', change(2, 4, 'dark'), FROM_FIT],
  [
    'a setting of the classifier',
    set('classifier', { input: { size: 8, channels: 'bgr' } }),
    ['classify', ...FROM_FIT],
  ],
  [
    'the classifier',
    () => writeTinyClassifier(join(root, 'classifier.onnx'), { weights: [BLUE, RED.with(4, 0.1)] }),
    ['classify', ...FROM_FIT],
  ],
  [
    'a setting of the encoder that leaves these pictures as they are',
    set('encoder', { resize: 'squash', batch: 7 }),
    ['embed'],
  ],
  [
    'the text tower of the encoder',
    () =>
      writeTinyClip(join(root, 'clip'), {
        words: { red: colourVector(0, 1, 0), dark: colourVector(1, 1, 0) },
      }),
    ['caption'],
  ],
  [
    'the class of a noun, not the list of texts',
    set('captions', { nouns: { cat: ['cat'], dog: ['kitten', 'dog'] } }),
    ['caption'],
  ],
  ['the score of captions', set('captions', { score: 'faithful' }), ['caption']],
  ['the groups', async () => Object.assign(config, { groups: ['light', 'size'] }), ['groups']],
  [
    'the class that scores',
    set('method', { scoreBy: 'prediction' }),
    ['score', 'caption', 'groups'],
  ],
  ['the false-discovery rate', set('method', { alpha: 0.2 }), FROM_FIT],
  ['the tool', async () => Object.assign(tool, { version: 'tool 2' }), ALL],
]

test.each(CHANGES)(
  'a run after a change of %s does the steps again that depend on it, no others, and equals a fresh one',
  async (_, mutate, expected) => {
    await mutate()
    await runIn('run')
    expect(done).toEqual(expected)
    await equalsFresh()
  },
)

test('a run after a step has changed its version does this step again and no other, and equals a fresh one', async () => {
  for (const step of ALL) {
    done.length = 0
    Object.assign(STEP_VERSIONS, { [step]: 99 })
    await runIn('run')
    expect(done).toEqual([step])
  }
  await equalsFresh()
})

/** The run folder holds the bytes that a new one would. */
async function equalsFresh(): Promise<void> {
  await runIn('fresh')
  expect(await folderBytes(join(root, 'run'))).toEqual(await folderBytes(join(root, 'fresh')))
  await rm(join(root, 'fresh'), { recursive: true })
}

test('the config that a run keeps is read back letter by letter, so that a run of its folder is one of its config', async () => {
  const { config: kept } = await runIn('run')
  expect(JSON.stringify(parseConfig(kept, 'run.json'))).toBe(JSON.stringify(kept))
})

test('a run keeps the warnings of steps that it finds done, in its own folder and in another', async () => {
  await writeFile(join(root, 'img', 'train-dog-5.png'), 'no picture')
  const before = await runIn('run')
  expect(before.warnings.map(({ code }) => code)).toContain('unreadable-image')
  const again = await runIn('run')
  expect(again.warnings).toEqual(before.warnings)
  const options = { folder: join(root, 'copy'), donor: join(root, 'run'), baseFolder: root }
  done.length = 0
  const copied = await run(parseConfig(config, 'test'), options)
  expect(done).toEqual([])
  expect(copied.warnings).toEqual(before.warnings)
  expect(JSON.parse(await readFile(join(root, 'copy', 'run.json'), 'utf8'))).toEqual(copied)
})
