import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { folderOf } from '../../../test/folder-of.ts'
import { faultline } from '../../../test/pipeline/guarded-run.ts'
import { normalDraw, randomSource } from '../../core/vectors/random.ts'
import { writeNpy } from '../../io/vectors/npy.ts'
import { csvText } from '../../run/csv-text.ts'
import { openRun, type Run } from '../run-folder/open-run.ts'
import type { Baseline } from './baseline.ts'
import { candidateOfPredictions } from './candidate.ts'
import { checkModes } from './check-modes.ts'
import { readFailureModes } from './failure-modes.ts'

const D = 8
/** Cats fail on three images in five by night and in fog, dogs never. */
const PLACES = ['night', 'fog', 'day', 'day', 'day']
const folder = await folderOf()
let run: Run
let baseline: Baseline

interface Image {
  id: string
  split: string
  label: string
  place: string
  isWrong: boolean
}
const random = randomSource('two modes')
const images = ['train', 'val', 'test'].flatMap((split) =>
  Array.from({ length: 400 }, (_, i): Image => {
    const label = i % 2 === 0 ? 'cat' : 'dog'
    const place = PLACES[(i >> 1) % PLACES.length] ?? ''
    const isWrong = label === 'cat' && place !== 'day' && random() < 0.6
    return { id: `${split}${i}`, split, label, place, isWrong }
  }),
)
const other: Record<string, string> = { cat: 'dog', dog: 'cat' }
const writeTable = (name: string, isWrong: (image: Image) => boolean) =>
  writeFile(
    join(folder, name),
    csvText(
      ['id', 'split', 'label', 'prediction'],
      images.map((image) => {
        const { id, split, label } = image
        return [id, split, label, isWrong(image) ? other[label] : label]
      }),
    ),
  )

beforeAll(async () => {
  const vectors = images.flatMap(({ label, place }) => {
    const row = Array.from({ length: D }, () => 0.4 * normalDraw(random))
    const cues = [label === 'cat' ? 0 : 1, ...(place === 'day' ? [] : [place === 'fog' ? 2 : 3])]
    for (const col of cues) row[col] = (row[col] ?? 0) + 4
    return row
  })
  await writeNpy(join(folder, 'vectors.npy'), Float32Array.from(vectors), [images.length, D])
  await writeTable('old.csv', ({ isWrong }) => isWrong)
  const config = { dataset: { table: 'old.csv' }, embeddings: { file: 'vectors.npy' } }
  await writeFile(join(folder, 'old.json'), JSON.stringify(config))
  for (const argv of [
    ['run', 'old.json', '--out', 'old'],
    ['freeze', 'old', '-o', 'modes.json'],
  ]) {
    const { code, err } = await faultline(folder, argv)
    if (code !== 0) throw new Error(err)
  }
  run = await openRun(join(folder, 'old'))
  baseline = await readFailureModes(join(folder, 'modes.json'))
})

const placesOf = (flagged: ArrayLike<number>) =>
  Array.from(flagged, (at) => images.find(({ id }) => id === baseline.examples.ids[at])?.place)

test('a class whose failures are of two kinds is frozen as two modes, each with its own images', () => {
  expect(run.directions.classes[0]?.modes).toHaveLength(2)
  expect(baseline.modes.map(({ id }) => id)).toEqual(['cat#1', 'cat#2'])
  expect(new Set(baseline.modes.map(({ digest }) => digest)).size).toBe(2)
  const kinds = baseline.modes.map(({ flagged }) => [...new Set(placesOf(flagged))])
  expect(kinds.flat().toSorted()).toEqual(['fog', 'night'])
})

test('the file says of each image the mode that the run says', () => {
  const { ids, modes: modeOfRow } = run.examples
  for (const { rank, flagged } of baseline.modes) {
    const own = ids.filter((id, row) => id.startsWith('test') && modeOfRow[row] === rank)
    expect(Array.from(flagged, (at) => baseline.examples.ids[at])).toEqual(own)
  }
})

test('a model that got worse on one kind alone fails by that mode alone', async () => {
  await writeTable('fog.csv', ({ place, label, isWrong }) =>
    label === 'cat' && place === 'fog' ? true : isWrong,
  )
  const candidate = await candidateOfPredictions(join(folder, 'fog.csv'), baseline)
  const { verdict, modes } = await checkModes(baseline, candidate, { margin: 0.2 })
  const fog = baseline.modes.findIndex(({ flagged }) => placesOf(flagged).includes('fog'))
  expect(verdict).toBe('fail')
  expect(modes.map((mode) => mode.verdict)).toEqual(
    fog === 0 ? ['worse', 'safe'] : ['safe', 'worse'],
  )
  const ids = Array.from(baseline.modes[fog]?.flagged ?? [], (at) => baseline.examples.ids[at])
  const broke = images.filter(({ id, isWrong }) => ids.includes(id) && !isWrong)
  expect(modes[fog]?.broken).toBe(broke.length)
})

test('one mode frozen alone keeps the centres of its class, so that it flags what it flagged', async () => {
  const { code } = await faultline(folder, ['freeze', 'old', '-o', 'one.json', '--modes', 'cat#2'])
  expect(code).toBe(0)
  const one = await readFailureModes(join(folder, 'one.json'))
  expect(one.modes.map(({ id, flagged }) => [id, [...flagged]])).toEqual(
    baseline.modes.slice(1).map(({ id, flagged }) => [id, [...flagged]]),
  )
  expect(one.modes[0]?.scorer.centres).toHaveLength(2)
})

test('a file whose mode has no centre is refused', async () => {
  const raw = JSON.parse(await readFile(join(folder, 'modes.json'), 'utf8'))
  raw.modes[1].rank = 3
  await writeFile(join(folder, 'damaged.json'), JSON.stringify(raw))
  await expect(readFailureModes(join(folder, 'damaged.json'))).rejects.toThrow(/mode 3 of "cat"/)
})
