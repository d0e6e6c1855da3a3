import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { writeTinyClip } from '../tiny-onnx/index.ts'
import { colourDataset } from './colour-dataset.ts'
import { runCli } from './run-cli.ts'

let root: string

beforeAll(async () => {
  const made = await colourDataset(60)
  root = made.root
  await writeTinyClip(join(root, 'clip'))
  const config = {
    ...made.config,
    dataset: { images: 'img', classes: ['cat', 'dog'] },
    encoder: { model: 'clip' },
    captions: { adjectives: ['', 'dark', 'bright', 'red', 'green', 'blue'] },
    groups: ['light'],
  }
  await writeFile(join(root, 'faultline.json'), JSON.stringify(config))
  const { code, stderr } = await runCli(root, ['run', 'faultline.json', '--out', 'run'])
  expect(stderr).not.toContain('error')
  expect(code).toBe(0)
})

const json = async (file: string) => JSON.parse(await readFile(join(root, 'run', file), 'utf8'))

test('faultline run names the planted failure with captions encoded by the text tower', async () => {
  const { directions, captions } = await json('captions.json')
  expect(captions).toBe(12)
  expect(directions[0]).toMatchObject({ class: 'cat', hard: 'a photo of a dark cat' })
  const { slices } = await json('slices.json')
  expect(slices.map(({ name }: { name: string }) => name)).toContain('cat: a photo of a dark cat')
  const { reports } = await json('groups.json')
  expect(reports[0]).toMatchObject({ class: 'cat', minority: 'dark' })
})

test('faultline caption RUN --text judges a sentence of the user’s own', async () => {
  const args = ['caption', 'run', '--text', 'something dark', '--text', 'a bright thing']
  const { code, stdout } = await runCli(root, [...args, '--json'])
  expect(code).toBe(0)
  const answers = JSON.parse(stdout)
  expect(answers[0].likeNothing).toMatch(/"something"/)
  const [dark, bright] = answers.map(({ verdicts }: { verdicts: unknown[] }) => verdicts[0])
  expect(dark).toMatchObject({ class: 'cat', text: 'something dark', side: 'hard', nearest: 12 })
  expect(dark.accuracy).toBeLessThan(dark.classAccuracy)
  expect(dark.p).toBeLessThan(0.001)
  expect(bright.side).toBe('easy')
  expect(bright.rank).toBeGreaterThan(dark.rank)
  // A test's stdout is no terminal: nothing is cut.
  expect((await runCli(root, args)).stdout).toMatch(
    /^"something dark": this .+"something"\nclass +score .+\ncat +-/,
  )
})

test('faultline caption RUN says the names in plain sentences', async () => {
  const { code, stdout } = await runCli(root, ['caption', 'run'])
  expect(code).toBe(0)
  expect(stdout).toMatch(/^cat: The hard images are best described as "a photo of a dark cat"/)
})

test('faultline caption --list writes the texts in the order of their vectors', async () => {
  const { stdout } = await runCli(root, ['caption', 'faultline.json', '--list'])
  const lines = stdout.trimEnd().split('\n')
  expect(lines.slice(0, 3)).toEqual([
    'a photo of a cat',
    'a photo of a dark cat',
    'a photo of a bright cat',
  ])
  expect(lines).toHaveLength(12) // the references are among the captions
})

test('captions need a text tower or vectors of their own, and the error says so', async () => {
  const { code, stderr } = await runCli(root, [
    'run',
    'faultline.json',
    '--out',
    'image-only',
    '--set',
    'encoder={"onnx":"encoder.onnx","input":{"size":8,"mean":[0,0,0],"std":[1,1,1]}}',
  ])
  expect(code).toBe(2)
  expect(stderr).toMatch(/the encoder is for images only, expected captions.embeddings/)
})
