import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import sharp from 'sharp'
import { beforeAll, expect, test } from 'vitest'
import { folderOf } from '../../../test/folder-of.ts'
import { plantedRun } from '../../../test/planted-run/planted-run.ts'
import { suspectedLabelErrors } from '../../core/direction/suspected-label-errors.ts'
import { openParquet } from '../../io/tables/parquet.ts'
import type { Run } from '../run-folder/open-run.ts'
import { writeArgilla } from './argilla.ts'
import { CROISSANT_ABOUT, croissantText } from './croissant.ts'
import { cvatFiles } from './cvat.ts'
import { exportedExamples } from './exported-examples.ts'
import { fiftyOneFiles } from './fiftyone.ts'
import { huggingFaceFiles } from './hugging-face.ts'
import { copyImages, type ImageExample } from './image-files.ts'
import { labelStudioFiles } from './label-studio.ts'
import { csvExport, jsonlExport } from './tables.ts'

const HOSTILE = `=HYPERLINK("http://x")'</Choice><script>\u0007\ud800&\n`
const CLASSES = ['cat', 'dog "&<', HOSTILE]

const example = (row: number, changes: Partial<ImageExample> = {}): ImageExample => ({
  row,
  id: `../../${HOSTILE}${row}`,
  image: `${HOSTILE}.png`,
  split: 'val',
  label: 'cat',
  prediction: CLASSES[1] ?? null,
  correct: false,
  confidence: 0.1,
  decisionValue: -0.123456789012345,
  combinedValue: -1,
  flagged: true,
  mode: 1,
  modeName: HOSTILE,
  suspectedLabelError: false,
  file: `00000${row}-abcdef0${row}.png`,
  width: 3,
  height: 2,
  ...changes,
})
const examples = [
  example(0),
  example(1, { label: HOSTILE }),
  example(2, { label: null, correct: null, confidence: null, mode: null, modeName: null }),
]
const jsonOf = (content: string | Uint8Array | undefined) => JSON.parse(String(content))

test('Label Studio: each task has data and predictions that the labelling config can show', () => {
  const [tasks, config] = labelStudioFiles(examples, CLASSES, (file) => `/data/${file}`)
  // By hand, for no parser here is strict: every tag is one of ours, and what is between quotes has no mark-up.
  const xml = String(config?.content)
  const attributes = (text: string) =>
    Object.fromEntries(
      [...text.matchAll(/(\w+)="([^"<&]*(?:&#\d+;[^"<&]*)*)"/g)].map(([, key, value]) => [
        key ?? '',
        (value ?? '').replaceAll(/&#(\d+);/g, (_, code) => String.fromCharCode(code)),
      ]),
    )
  const tags = [...xml.matchAll(/<(\/?)(\w+)((?: \w+="[^"<]*")*)(\/?)>/g)]
  expect(xml.match(/</g)).toHaveLength(tags.length)
  expect(new Set(tags.map(([, , name]) => name))).toEqual(
    new Set(['View', 'Image', 'Text', 'Choices', 'Choice']),
  )
  const of = (name: string) =>
    tags.filter((tag) => tag[2] === name && tag[1] === '').map((tag) => attributes(tag[3] ?? ''))
  expect(of('Choice').map(({ value }) => value)).toEqual([
    ...CLASSES.map((name) => name.replaceAll('\u0007', '\ufffd').replaceAll('\ud800', '\ufffd')),
    'drop',
  ])
  const controls = new Map(of('Choices').map(({ name, toName }) => [name, { to: toName }]))
  const [object] = of('Image')
  const shown = [...of('Image'), ...of('Text')].map((tag) => tag['value']?.slice(1) ?? '')
  const list = jsonOf(tasks?.content)
  expect(list).toHaveLength(3)
  for (const [i, { data, predictions }] of list.entries()) {
    expect(data[object?.['value']?.slice(1) ?? '']).toBe(`/data/${examples[i]?.file}`)
    expect(data.example).toBe(examples[i]?.id)
    // Its import refuses a task in which what a tag shows is null (tasks/validation.py).
    for (const key of shown) expect(typeof data[key], key).toBe('string')
    for (const { result, score } of predictions) {
      expect(score === undefined || (score >= 0 && score <= 1)).toBe(true)
      for (const { from_name, to_name, type, value } of result) {
        expect(type).toBe('choices')
        expect(controls.get(from_name)?.to).toBe(to_name)
        expect(to_name).toBe(object?.['name'])
        expect(value.choices).toEqual([examples[i]?.label ?? examples[i]?.prediction])
      }
    }
  }
})

test('FiftyOne: labels are indices of classes, by the name of the image without extension', () => {
  const { classes, labels } = jsonOf(fiftyOneFiles(examples, CLASSES)[0]?.content)
  expect(classes).toEqual(CLASSES)
  for (const [i, key] of Object.keys(labels).entries()) {
    expect(key).toMatch(/^\d{6}-[0-9a-f]{8}$/)
    const target = labels[key]
    if (examples[i]?.label === null) expect(target).toBeNull()
    else {
      expect(classes[target.label]).toBe(examples[i]?.label)
      expect(target.confidence).toBe(0.1)
      expect(target.attributes.decision_value).toBe(-0.123456789012345)
    }
  }
})

test('CVAT: the manifest names each image with its size, the archive gives it a label of the list', () => {
  const plain = examples.map((each) => (each.label === HOSTILE ? { ...each, label: 'dog' } : each))
  const files = new Map(
    cvatFiles(plain, ['cat', 'dog']).map(({ name, content }) => [name, content]),
  )
  const [version, type, ...rows] = String(files.get('manifest.jsonl'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect([version, type]).toEqual([{ version: '1.1' }, { type: 'images' }])
  expect(rows.map(({ name, extension }) => name + extension)).toEqual(plain.map(({ file }) => file))
  expect(rows[0]).toMatchObject({ width: 3, height: 2 })
  const zip = unzipSync(files.get('annotations.zip') as Uint8Array)
  const synsets = strFromU8(zip['synsets.txt'] ?? new Uint8Array())
    .trimEnd()
    .split('\n')
  const lines = strFromU8(zip['default.txt'] ?? new Uint8Array())
    .trimEnd()
    .split('\n')
  expect(lines.map((line) => [line.split(' ')[0], synsets[Number(line.split(' ')[1])]])).toEqual(
    plain.flatMap(({ file, label }) => (label === null ? [] : [[file, label]])),
  )
  expect(jsonOf(files.get('labels.json')).map(({ name }: { name: string }) => name)).toEqual(
    synsets,
  )
})

test('CVAT: a class that is no plain line is refused', () => {
  expect(() => cvatFiles(examples, CLASSES)).toThrow(/line break or outer blanks/)
})

test('Hugging Face: every row of the metadata names a file beside it', () => {
  const [file] = huggingFaceFiles(examples)
  expect(file?.name).toBe('metadata.jsonl')
  const rows = String(file?.content)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(rows.map(({ file_name }) => file_name)).toEqual(examples.map((each) => each.file))
  expect(new Set(rows.map((row) => Object.keys(row).join())).size).toBe(1)
})

test('Argilla: the table holds the bytes of the images, and its features name the classes', async () => {
  const images = Object.fromEntries(
    examples.map(({ file }, i) => [file, Uint8Array.of(0x89, 0x50, 0x4e, 0x47, i)]),
  )
  const folder = await folderOf(images)
  const path = join(folder, 'data.parquet')
  await writeArgilla(path, examples, CLASSES, folder)
  const text = (await readFile(path)).toString('latin1')
  expect(text).toContain('"image":{"_type":"Image"}')
  const table = await openParquet(path)
  const label = await table.column('label')
  const image = await table.column('image')
  // Read by the rules of `datasets`: an index with ClassLabel features is a name, bytes with an Image feature an image.
  if (label?.kind !== 'number') throw new Error('no label column')
  const names = table.classNames('label')
  expect([...label.values].map((index) => names?.[index])).toEqual(['cat', HOSTILE, CLASSES[1]])
  if (image?.kind !== 'image') throw new Error('no image column')
  expect([...(await image.read(2))]).toEqual([0x89, 0x50, 0x4e, 0x47, 2])
})

test('a CSV for people starts no cell with a formula; JSON Lines keep texts as they are', () => {
  const text = csvExport(examples)
  expect(text).not.toMatch(/(^|,|\n)"?=/)
  expect(text.split('\n')[0]).toMatch(/,new_label,drop$/)
})

let run: Run
beforeAll(async () => {
  const folder = await folderOf()
  run = await plantedRun(join(folder, 'run'), {
    perClass: 20,
    dataset: { table: 'table.jsonl', images: 'img' },
  })
  run.examples.confidence.fill(0.001, 0, 40)
})

test('exported are the flagged examples and those whose label is suspect, unless others are asked for', async () => {
  const { flagged, ids, decisionValues } = run.examples
  const suspects = new Set(suspectedLabelErrors(run.examples, decisionValues))
  expect(suspects.size).toBeGreaterThan(0)
  const chosen = await exportedExamples(run)
  expect(chosen.map(({ row }) => row)).toEqual(
    [...ids.keys()].filter((row) => flagged[row] === 1 || suspects.has(row)),
  )
  expect(await exportedExamples(run, { all: true })).toHaveLength(ids.length)
  const one = await exportedExamples(run, { ids: new Set(['val-00130']) })
  expect(one.map(({ id }) => id)).toEqual(['val-00130'])
})

test('an example is called by the name of its own mode', async () => {
  const [first = -1, second = -1] = [...run.examples.flagged.keys()].filter(
    (row) => run.examples.flagged[row] === 1 && run.examples.labels[row] === 0,
  )
  run.examples.modes.set([2], second)
  const named = (number: number) => ({
    number,
    hard: `cat ${number}`,
    candidate: null,
    verdict: '',
  })
  const whole = { class: 'cat', direction: 1, hard: 'cats', easy: null, candidate: null }
  const found = { ...whole, verdict: '', curves: [], modes: [named(1), named(2)] }
  const report = { score: 'correlation', captions: 2, directions: [found] }
  await writeFile(join(run.folder, 'captions.json'), JSON.stringify(report))
  const all = await exportedExamples(run, { all: true })
  expect([first, second].map((row) => all[row]?.modeName)).toEqual(['cat 1', 'cat 2'])
  run.examples.predictions.set([1], second)
  run.manifest.config.method.scoreBy = 'prediction'
  const byPrediction = await exportedExamples(run, { all: true })
  run.manifest.config.method.scoreBy = 'label'
  expect(byPrediction[second]?.modeName).toBe(null)
})

test('JSON Lines hold every number in all its digits, and the metadata', async () => {
  const all = await exportedExamples(run, { all: true })
  const rows = [...jsonlExport(run, all)].map((line) => JSON.parse(line))
  expect(rows.map(({ decisionValue }) => decisionValue ?? Number.NaN)).toEqual([
    ...run.examples.decisionValues,
  ])
  expect(rows[0]).toHaveProperty('time')
})

test('Croissant: what the specification requires is there, and every column is a field of the table', async () => {
  const about = Object.fromEntries(CROISSANT_ABOUT.map((key) => [key, key]))
  run.manifest.steps = [
    {
      step: 'score',
      key: '',
      outputs: [{ file: 'examples.parquet', size: 7, sha256: 'ab' }],
      folders: [],
      warnings: [],
    },
  ]
  const document = jsonOf(croissantText(run, about))
  for (const key of ['@context', '@type', 'name', 'conformsTo', 'distribution', 'recordSet']) {
    expect(document).toHaveProperty(key)
  }
  for (const key of CROISSANT_ABOUT) expect(document[key]).toBe(key)
  expect(document.conformsTo).toBe('http://mlcommons.org/croissant/1.0')
  const [file] = document.distribution
  expect(file).toMatchObject({
    '@type': 'cr:FileObject',
    contentUrl: 'examples.parquet',
    encodingFormat: 'application/x-parquet',
    sha256: 'ab',
  })
  const [set] = document.recordSet
  const ids = set.field.map((field: { '@id': string }) => field['@id'])
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids).toContain(set.key['@id'])
  for (const { source, dataType } of set.field) {
    expect(source.fileObject['@id']).toBe(file['@id'])
    expect(['sc:Text', 'sc:Float', 'sc:Integer', 'sc:Boolean']).toContain(dataType)
  }
  expect(
    set.field.map((f: { source: { extract: { column: string } } }) => f.source.extract.column),
  ).toContain('time')
})

test('images are copied byte for byte under names of our own; unreadable ones are left out and counted', async () => {
  const image = await sharp({ create: { width: 3, height: 2, channels: 3, background: 'red' } })
    .png()
    .toBuffer()
  const base = await folderOf({
    'table.jsonl': [
      { id: '../x', file_name: 'a b;.png' },
      { id: 'broken', file_name: 'broken.png' },
      { id: 'third', file_name: 'c.png' },
    ]
      .map((row) => JSON.stringify({ ...row, label: 'cat', prediction: 'dog', split: 'val' }))
      .join('\n'),
    'img/a b;.png': image,
    'img/broken.png': 'no image',
    'img/c.png': image,
  })
  const few: Run = {
    ...run,
    folder: base,
    manifest: { ...run.manifest, base: '.' },
    examples: { ...run.examples, ids: ['../x', 'broken', 'third'] },
  }
  const warnings: string[] = []
  const rows = ['../x', 'broken', 'third'].map((id, row) => example(row, { id }))
  const copied = await copyImages(few, rows, join(base, 'out'), {
    onWarning: ({ message }) => warnings.push(message),
  })
  expect(copied.map(({ file }) => file)).toEqual([
    expect.stringMatching(/^000000-[0-9a-f]{8}\.png$/),
    expect.stringMatching(/^000002-[0-9a-f]{8}\.png$/),
  ])
  expect(copied[0]).toMatchObject({ width: 3, height: 2 })
  expect(await readFile(join(base, 'out', copied[0]?.file ?? ''))).toEqual(image)
  expect(warnings.join()).toMatch(/^1 of 3 images could not be read/)
})
