import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { beforeAll, expect, test } from 'vitest'
import { folderOf } from '../../../test/folder-of.ts'
import { faultline } from '../../../test/pipeline/guarded-run.ts'
import { loadDataset } from '../../io/dataset/dataset.ts'
import { openRun, readEmbeddingRows } from '../run-folder/open-run.ts'
import { importLabels } from './import-labels.ts'
import { importedTable } from './imported-table.ts'

const CLASSES = ['cat', 'dog', 'owl']
/** Hardest id of the run, and names that try to get out of something. */
const HOSTILE = '=1+1"; <b>'

/**
 * A real run over 240 little images whose vectors are given: cats and dogs that lie far out on one axis are taken for the next
 * class.
 */
const base = await folderOf()
beforeAll(async () => {
  await mkdir(join(base, 'img'))
  const pixel = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  )
  const rows = Array.from({ length: 240 }, (_, i) => {
    const label = i % 3
    const hard = i % 4 === 0
    const wrong = hard && label < 2 && i % 20 !== 0
    return {
      id: i === 0 ? HOSTILE : `id ${i}`,
      file_name: `${i}.png`,
      label: CLASSES[label],
      prediction: CLASSES[wrong ? (label + 1) % 3 : label],
      confidence: wrong ? 0.2 : 0.9,
      split: ['train', 'val', 'test'][Math.floor(i / 3) % 3],
      place: i % 2 === 0 ? 'in' : 'out',
      vector: [label, hard ? 3 : 0, Math.sin(i), Math.cos(i * 7), Math.sin(i * 3)],
    }
  })
  await writeFile(join(base, 'table.jsonl'), rows.map((row) => JSON.stringify(row)).join('\n'))
  for (const { file_name } of rows) await writeFile(join(base, 'img', file_name), pixel)
  const config = { dataset: { table: 'table.jsonl', images: 'img' }, method: { permutations: 199 } }
  const { writeNpy } = await import('../../io/vectors/npy.ts')
  await writeNpy(
    join(base, 'vectors.npy'),
    Float32Array.from(rows.flatMap(({ vector }) => vector)),
    [240, 5],
  )
  const text = JSON.stringify({ ...config, embeddings: { file: 'vectors.npy' } })
  await writeFile(join(base, 'faultline.json'), text)
  await done(['score', 'faultline.json', '--out', 'run'])
})

async function done(argv: readonly string[]): Promise<string> {
  const { code, out, err } = await faultline(base, argv)
  if (code !== 0) throw new Error(err)
  return out
}

const exported = async (tool: string, name: string) => {
  await done(['export', 'run', '--to', tool, '--out', name])
  return (file: string) => readFile(join(base, name, file))
}

interface Counts {
  relabelled: number
  dropped: number
  kept: number
  unreviewed: number
  disagreed: number
}

/** Imports, and reads the table as the next run would. */
async function imported(file: string) {
  const table = `${file}-next.jsonl`
  const counts: Counts = JSON.parse(
    await done(['import-labels', file, '--run', 'run', '--out', table, '--json']),
  )
  const { ids, labels, classes, images } = await loadDataset(
    { table, images: 'img', columns: {} },
    base,
  )
  const labelOf = new Map(ids.map((id, row) => [id, classes[labels[row] ?? -1]]))
  expect(images?.missing).toEqual([])
  return { counts, labelOf }
}

/** Of three exported examples the first is relabelled to owl, the second dropped, all others kept. */
function expectRoundTrip(
  { counts, labelOf }: Awaited<ReturnType<typeof imported>>,
  [first, second, third]: readonly string[],
  reviewed: number,
) {
  expect(counts).toMatchObject({
    relabelled: 1,
    dropped: 1,
    kept: reviewed - 2,
    unreviewed: 240 - reviewed,
    disagreed: 0,
  })
  expect(labelOf.size).toBe(239)
  expect(labelOf.get(first ?? '')).toBe('owl')
  expect(labelOf.has(second ?? '')).toBe(false)
  expect(labelOf.get(third ?? '')).toMatch(/cat|dog/)
}

test('Label Studio: what was chosen comes back, cancelled work does not', async () => {
  const read = await exported('label-studio', 'ls')
  const tasks = JSON.parse(String(await read('tasks.json')))
  const ids = tasks.map(({ data }: { data: { example: string } }) => data.example)
  expect(ids).toContain(HOSTILE)
  const choice = (name: string, value: string) => ({
    from_name: name,
    to_name: 'image',
    type: 'choices',
    value: { choices: [value] },
  })
  const answers = tasks.map(({ data }: { data: { given_label: string } }, i: number) => ({
    id: i,
    data,
    annotations: [
      { was_cancelled: true, result: [choice('label', 'owl')] },
      {
        was_cancelled: false,
        result: [
          choice('label', i === 0 ? 'owl' : data.given_label),
          ...(i === 1 ? [choice('use', 'drop')] : []),
        ],
      },
    ],
  }))
  await writeFile(join(base, 'ls.json'), JSON.stringify(answers))
  expectRoundTrip(await imported('ls.json'), ids, tasks.length)
})

test('Label Studio: people who disagree leave the label as it was', async () => {
  const annotation = (value: string) => ({
    result: [{ from_name: 'label', type: 'choices', value: { choices: [value] } }],
  })
  const task = { data: { example: HOSTILE }, annotations: [annotation('dog'), annotation('owl')] }
  await writeFile(join(base, 'two.json'), JSON.stringify([task]))
  const { counts, labelOf } = await imported('two.json')
  expect(counts).toMatchObject({ disagreed: 1, relabelled: 0 })
  expect(labelOf.get(HOSTILE)).toBe('cat')
})

test('FiftyOne: labels come back by the name of the image, as indices or names', async () => {
  const read = await exported('fiftyone', 'fo')
  const { classes, labels } = JSON.parse(String(await read('labels.json')))
  const keys = Object.keys(labels)
  const ids = keys.map((key) => labels[key].attributes.example)
  labels[keys[0] ?? ''] = 'owl'
  labels[keys[1] ?? ''] = null
  labels[keys[2] ?? ''] = labels[keys[2] ?? ''].label
  await writeFile(join(base, 'labels.json'), JSON.stringify({ classes, labels }))
  expectRoundTrip(await imported('labels.json'), ids, keys.length)
})

test.each(['without images', 'with images'])(
  'CVAT: an ImageNet archive %s comes back',
  async (form) => {
    const name = `cvat ${form}`
    const read = await exported('cvat', name)
    const zip = unzipSync(await read('annotations.zip'))
    const labels = strFromU8(zip['synsets.txt'] ?? new Uint8Array())
      .trimEnd()
      .split('\n')
    const lines = strFromU8(zip['default.txt'] ?? new Uint8Array())
      .trimEnd()
      .split('\n')
    const given = lines.map((line, i) => {
      const [file = '', index] = line.split(' ')
      return { file, label: i === 0 ? 'owl' : i === 1 ? 'drop' : (labels[Number(index)] ?? '') }
    })
    const answer =
      form === 'with images'
        ? Object.fromEntries(
            given.map(({ file, label }) => [`${label}/${label}_${file}`, strToU8('pixels')]),
          )
        : {
            'synsets.txt': strToU8(`${labels.join('\n')}\n`),
            'train.txt': strToU8(
              given.map(({ file, label }) => `${file} ${labels.indexOf(label)}\n`).join(''),
            ),
          }
    await writeFile(join(base, `${name}.zip`), zipSync(answer))
    const table = (await readFile(join(base, 'table.jsonl'), 'utf8')).split('\n')
    const ids = given.map(({ file }) => JSON.parse(table[Number(file.slice(0, 6))] ?? '{}').id)
    expectRoundTrip(await imported(`${name}.zip`), ids, given.length)
  },
)

test('a CSV that was filled in comes back, the guarded id too', async () => {
  await done(['export', 'run', '--to', 'csv', '--out', 'flagged.csv'])
  const [header = '', ...lines] = (await readFile(join(base, 'flagged.csv'), 'utf8'))
    .trimEnd()
    .split('\n')
  expect(lines[0]).toMatch(/^"'=1\+1/)
  const filled = lines.map((line, i) =>
    i === 0 ? line.replace(/,,$/, ',owl,') : i === 1 ? line.replace(/,,$/, ',,x') : line,
  )
  await writeFile(join(base, 'filled.csv'), [header, ...filled].join('\n'))
  const ids = [HOSTILE, ...lines.slice(1).map((line) => line.split(',')[0] ?? '')]
  expectRoundTrip(await imported('filled.csv'), ids, lines.length)
})

test.each([
  ['other.csv', 'id,new_label\nnowhere,cat\n', /1 of 1 examples are not in the run: "nowhere"/],
  [
    'bird.csv',
    'id,new_label\nid 3,bird\n',
    /"bird", expected classes of the run: "cat", "dog", "owl"/,
  ],
  ['drop.csv', 'id,drop\nid 3,perhaps\n', /drop "perhaps" in row 1, expected true or false/],
  ['none.csv', 'id,label\nid 3,cat\n', /columns id, label, expected id and new_label or drop/],
  ['odd.json', '{"a":1}', /at labels/],
  ['odd.zip', 'no zip', /no zip archive/],
  [
    'class.json',
    '{"classes":["cat"],"labels":{"x":7}}',
    /label 7 of "x", expected an index of its 1 classes/,
  ],
])('%s is refused', async (name, content, message) => {
  await writeFile(join(base, name), content)
  const { code, err } = await faultline(base, [
    'import-labels',
    name,
    '--run',
    'run',
    '-o',
    'x.jsonl',
  ])
  expect(code).not.toBe(0)
  expect(err).toMatch(message)
})

test('a table with a formula in it is not written as CSV', async () => {
  await writeFile(join(base, 'one.csv'), 'id,new_label\nid 3,dog\n')
  const { code, err } = await faultline(base, [
    'import-labels',
    'one.csv',
    '--run',
    'run',
    '-o',
    'x.csv',
  ])
  expect(code).toBe(2)
  expect(err).toContain('let --out end in .jsonl')
})

test('ids of an export that are no example of the run are told, not passed over', async () => {
  await writeFile(join(base, 'ids.csv'), 'id\nid 3\nid 999\n')
  const { out, err } = await faultline(base, ['export', 'run', '--to', 'csv', '--ids', 'ids.csv'])
  expect(out.trim().split('\n')).toHaveLength(2)
  expect(err).toContain('1 of 2 ids are no example of the run and are left out: "id 999"')
})

test('an export goes into no folder that has something in it', async () => {
  const { code, err } = await faultline(base, ['export', 'run', '--to', 'cvat', '--out', 'img'])
  expect(code).toBe(2)
  expect(err).toContain('it is not empty')
})

test('the next run has the labels that came back: they count as right, and what they do not touch stays as it was', async () => {
  const { examples, directions } = await openRun(join(base, 'run'))
  const of = (name: string, row: number) => examples.classes[examples[name as 'labels'][row] ?? -1]
  const wrong = examples.ids.flatMap((id, row) =>
    of('labels', row) === 'cat' && of('predictions', row) === 'dog' && id !== HOSTILE ? [id] : [],
  )
  const [first = '', second = '', dropped = ''] = wrong
  const lines = [`${first},dog,`, `${second},dog,`, `${dropped},,x`]
  await writeFile(join(base, 'some.csv'), ['id,new_label,drop', ...lines].join('\n'))
  await mkdir(join(base, 'elsewhere'))
  const told = await faultline(base, [
    ...['import-labels', 'some.csv', '--run', 'run', '--out', 'elsewhere/next.jsonl'],
  ])
  expect(told.out).toContain('2 relabelled, of which the model is right about 2 now; 1 dropped')
  expect(told.out).toContain('next: faultline run elsewhere/next.json')
  expect(told.err).toContain('probability of 2 new labels is not known: errors of "dog"')
  await done(['score', 'elsewhere/next.json', '--out', 'next'])
  const next = await openRun(join(base, 'next'))
  expect(next.examples.ids).toEqual(examples.ids.filter((id) => id !== dropped))
  const errorsOf = ({ classes }: typeof directions, name: string) =>
    classes.find((each) => each.class === name)?.errors ?? Number.NaN
  const isFitted = (id: string) => examples.splits[examples.ids.indexOf(id)] === 'val'
  const fewer = wrong.slice(0, 3).filter(isFitted).length
  expect(errorsOf(next.directions, 'cat')).toBe(errorsOf(directions, 'cat') - fewer)
  expect(errorsOf(next.directions, 'dog')).toBe(errorsOf(directions, 'dog'))
  const vectors = await readEmbeddingRows(next, [...next.examples.ids.keys()])
  const rows = next.examples.ids.map((id) => examples.ids.indexOf(id))
  expect(vectors).toEqual(await readEmbeddingRows({ folder: join(base, 'run') }, rows))
})

test('a new label has the probability that the model gave it, in either kind of table', async () => {
  const run = await openRun(join(base, 'run'))
  const { ids, classes } = run.examples
  const [row] = [...ids.keys()].filter((each) => each > 0 && run.examples.labels[each] === 0)
  const data = Float32Array.from(ids.flatMap(() => [0.25, 0.75, 0]))
  const probabilities = { data, rows: ids.length, cols: 3 }
  const { images: _, ...table } = run.examples
  const dataset = { ...table, probabilities, warnings: [], inputs: [] }
  const originals = { dataset, rowOf: new Map(ids.map((id, each) => [id, each])) }
  const review = { example: ids[row ?? -1] ?? '', label: 'dog', isDropped: false }
  const { examples } = importLabels(run, [review], originals)
  expect(examples[row ?? -1]).toMatchObject({ label: 'dog', confidence: 0.75 })
  const plain = examples.filter(({ id }) => id !== HOSTILE)
  for (const format of ['csv', 'jsonl'] as const) {
    const file = `p.${format}`
    await writeFile(join(base, file), importedTable(plain, classes, format))
    const read = await loadDataset({ table: file, classes: [...classes], columns: {} }, base)
    const at = read.ids.indexOf(review.example)
    expect([
      read.confidence[at],
      ...(read.probabilities?.data.slice(at * 3, at * 3 + 3) ?? []),
    ]).toEqual([0.75, 0.25, 0.75, 0])
  }
})
