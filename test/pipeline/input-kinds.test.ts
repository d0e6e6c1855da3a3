import { expect, test } from 'vitest'
import { formatNpy } from '../../src/io/vectors/npy.ts'
import { folderOf } from '../folder-of.ts'
import { faultline } from './guarded-run.ts'

interface Row {
  id: string
  file: string
  split: string
  label: number
  prediction: number
  confidence: number
}

const NAMES = ['bird', 'cat', 'dog']

/** 30 rows a split, classes in no order; every fifth is taken for the next class: 80 % are right. */
const ROWS: Row[] = ['train', 'val', 'test'].flatMap((split, part) =>
  Array.from({ length: 30 }, (_, i) => {
    const label = Math.floor(3 * fraction(30 * part + i))
    const isWrong = i % 5 === 4
    const prediction = isWrong ? (label + 1) % 3 : label
    const file = `${split}/${NAMES[label]}/${i}.png`
    return { id: `${split}${i}`, file, split, label, prediction, confidence: isWrong ? 0.1 : 0.8 }
  }),
)
/** Some number from 0 to 1 for each whole number. */
function fraction(i: number): number {
  const value = Math.sin(12.9898 * (i + 1)) * 43758.5453
  return value - Math.floor(value)
}
const nameOf = (index: number) => NAMES[index] ?? ''

type Columns = Record<string, (row: Row, i: number) => string | number>

const USUAL: Columns = {
  id: ({ id }) => id,
  label: ({ label }) => nameOf(label),
  prediction: ({ prediction }) => nameOf(prediction),
  split: ({ split }) => split,
}
const PATHS: Columns = {
  path: ({ file }) => file,
  pred: ({ prediction }) => prediction,
}

const csv = (columns: Columns, { separator = ',', end = '\n', quote = '', rows = ROWS } = {}) =>
  [
    Object.keys(columns),
    ...rows.map((row, i) => Object.values(columns).map((cell) => String(cell(row, i)))),
  ]
    .map((cells) => cells.map((cell) => `${quote}${cell}${quote}`).join(separator))
    .join(end) + end

const objects = (columns: Record<string, (row: Row, i: number) => unknown>) =>
  ROWS.map((row, i) =>
    Object.fromEntries(Object.entries(columns).map(([name, cell]) => [name, cell(row, i)])),
  )
const lines = (columns: Record<string, (row: Row, i: number) => unknown>) =>
  objects(columns)
    .map((row) => JSON.stringify(row))
    .join('\n')

const npy = (values: ArrayLike<number>, ...shape: number[]) =>
  formatNpy(Float32Array.from(values), shape)
/** A corner for each class, and some noise. */
const vectorsOf = (labels: readonly number[]) =>
  npy(
    labels.flatMap((label, i) =>
      NAMES.map((_, c) => 3 * Number(c === label) + fraction(3 * i + c)),
    ),
    labels.length,
    3,
  )
const VECTORS = vectorsOf(ROWS.map(({ label }) => label))
/** Those of images are in the order of their paths. */
const imageVectors = (images: Files) =>
  vectorsOf(
    Object.keys(images)
      .filter((path) => /\/\w[^/]*\.png$/.test(path) && !/MACOSX|checkpoints/.test(path))
      .sort()
      .map((path) => NAMES.findIndex((name) => path.includes(`/${name}/`))),
  )
const IMAGES = Object.fromEntries(ROWS.map(({ file }) => [`data/${file}`, 'x']))

type Files = Record<string, string | Uint8Array>
/** What is printed: nothing but the true accuracy, or a warning, or a refusal. */
type Outcome = 'right' | { warned: RegExp; isRight: boolean } | { refused: RegExp }
type Kind = [title: string, files: Files, args: string, outcome: Outcome]

const table = (
  title: string,
  content: string | Uint8Array,
  outcome: Outcome,
  name = 't.csv',
): Kind => [title, { [name]: content }, `${name} --embeddings v.npy`, outcome]
const folders = (
  title: string,
  predictions: string,
  outcome: Outcome,
  images: Files = IMAGES,
): Kind => [
  title,
  { ...images, 'p.csv': predictions, 'v.npy': imageVectors(images) },
  'data --predictions p.csv --embeddings v.npy',
  outcome,
]
const LABELS = ROWS.map(({ label }) => label)
const PREDICTED = ROWS.map(({ prediction }) => prediction)
const ONE_HOT = npy(
  LABELS.flatMap((label) => NAMES.map((_, c) => Number(c === label))),
  90,
  3,
)
/** What `numpy.save` makes of a list of Python objects: a pickle. */
function objectArray(): Uint8Array {
  const header = "{'descr': '|O', 'fortran_order': False, 'shape': (90,), }"
  const padded = `${header.padEnd(117)}\n`
  return Buffer.from(
    `\x93NUMPY\x01\x00${String.fromCharCode(padded.length, 0)}${padded}pickle`,
    'latin1',
  )
}
const arrays = (title: string, files: Files, outcome: Outcome): Kind => [
  title,
  {
    'l.npy': npy(LABELS, 90),
    'q.npy': npy(PREDICTED, 90),
    's.txt': ROWS.map(({ split }) => split).join('\n'),
    ...files,
  },
  '--labels l.npy --predictions q.npy --splits s.txt --embeddings v.npy',
  outcome,
]
const utf16 = (text: string, isBig: boolean, hasMark: boolean) => {
  const bytes = Buffer.from(`${hasMark ? '\ufeff' : ''}${text}`, 'utf16le')
  return isBig ? bytes.swap16() : bytes
}
const as = (columns: Columns) => ({ ...USUAL, ...columns })
const renamed = (names: Record<string, string>) =>
  Object.fromEntries(Object.entries(USUAL).map(([name, cell]) => [names[name] ?? name, cell]))
const right = 'right' as const
const warned = (pattern: RegExp, isRight = true): Outcome => ({ warned: pattern, isRight })
const refused = (pattern: RegExp): Outcome => ({ refused: pattern })
/** What is always said of numbers beside names. */
const INDICES = /^warning Column "pred" holds numbers: .*\n/m

const KINDS: Kind[] = [
  table('semicolons', csv(USUAL, { separator: ';' }), right),
  table('tabs in a .csv', csv(USUAL, { separator: '\t' }), right),
  table('bars', csv(USUAL, { separator: '|' }), right),
  table('UTF-16 with a mark', utf16(csv(USUAL), false, true), right),
  table('UTF-16, big end first, without a mark', utf16(csv(USUAL), true, false), right),
  table('a byte order mark', `\ufeff${csv(USUAL)}`, right),
  table('all quoted, CRLF', csv(USUAL, { quote: '"', end: '\r\n' }), right),
  table('CR alone', csv(USUAL, { end: '\r' }), right),
  table('an index column without a name', csv({ '': (_, i) => i, ...USUAL }), right),
  table(
    'upper case',
    csv(renamed({ id: 'ID', label: 'Label', prediction: 'PREDICTION', split: 'Split' })),
    right,
  ),
  table('y_true and y_pred', csv(renamed({ label: ' y_true', prediction: 'y_pred ' })), right),
  table(
    'ground_truth and predicted_class',
    csv(renamed({ label: 'ground_truth', prediction: 'predicted_class' })),
    right,
  ),
  table(
    'True Label, Predicted Label',
    csv(renamed({ label: 'True Label', prediction: 'Predicted Label', split: 'Subset' })),
    right,
  ),
  table(
    'gt_label, pred_class',
    csv(renamed({ label: 'gt_label', prediction: 'pred_class', id: 'image_id' })),
    right,
  ),
  table(
    'actual_class, predicted',
    csv(renamed({ label: 'actual_class', prediction: 'predicted' })),
    right,
  ),
  table(
    'score_0 to score_2, no prediction',
    csv({
      ...renamed({ prediction: 'x' }),
      ...Object.fromEntries(
        [0, 1, 2].map((c) => [`score_${c}`, (r: Row) => (r.prediction === c ? 0.8 : 0.1)]),
      ),
    }),
    warned(/score_\* → probabilities/),
  ),
  table(
    'prob_bird to prob_dog, no prediction',
    csv({
      ...renamed({ prediction: 'x' }),
      ...Object.fromEntries(
        NAMES.map((n, c) => [`prob_${n}`, (r: Row) => (r.prediction === c ? 0.8 : 0.1)]),
      ),
    }),
    warned(/prob_\* → probabilities/),
  ),
  table(
    'logit_0 to logit_2',
    csv({
      ...renamed({ prediction: 'x' }),
      ...Object.fromEntries(
        [0, 1, 2].map((c) => [`logit_${c}`, (r: Row) => (r.prediction === c ? 5 : -1)]),
      ),
    }),
    refused(/nothing tells what the model predicts/),
  ),
  table(
    'probabilities as JSON',
    csv(
      as({
        probabilities: (r) =>
          `"[${NAMES.map((_, c) => (r.prediction === c ? 0.8 : 0.1)).join(', ')}]"`,
      }),
    ),
    right,
  ),
  table(
    'probabilities as NumPy prints them',
    csv(
      as({
        probabilities: (r) =>
          `[${NAMES.map((_, c) => (r.prediction === c ? 0.8 : 0.1)).join(' ')}]`,
      }),
    ),
    warned(/probabilities → probabilities/),
  ),
  table(
    'both from 1',
    csv(as({ label: (r) => r.label + 1, prediction: (r) => r.prediction + 1 })),
    right,
  ),
  table(
    'labels from 1, predictions from 0',
    csv(as({ label: (r) => r.label + 1, prediction: (r) => r.prediction })),
    refused(/one column counts from 0, the other from 1/),
  ),
  table(
    'labels from 0, predictions from 1',
    csv(as({ label: (r) => r.label, prediction: (r) => r.prediction + 1 })),
    refused(/one column counts from 0, the other from 1/),
  ),
  table(
    'numbers as labels, names as predictions',
    csv(as({ label: (r) => r.label })),
    refused(/label has the numbers .*the names/),
  ),
  table(
    'names and numbers mixed',
    csv(as({ prediction: (r, i) => (i % 2 ? nameOf(r.prediction) : r.prediction) })),
    refused(/it has names, and the numbers/),
  ),
  table(
    'floats as labels',
    csv(as({ label: (r) => `${r.label}.0`, prediction: (r) => r.prediction })),
    right,
  ),
  table(
    'tensor(1)',
    csv(as({ label: (r) => r.label, prediction: (r) => `tensor(${r.prediction})` })),
    right,
  ),
  table(
    'logits as confidence',
    csv(as({ confidence: (r) => (r.label === r.prediction ? 7.5 : -2) })),
    warned(/not the true label's probability .* kept as metadata/),
  ),
  table(
    'per cent as confidence',
    csv(as({ confidence: (r) => 100 * r.confidence })),
    warned(/not the true label's probability .* kept as metadata/),
  ),
  table('per cent signs', csv(as({ confidence: (r) => `${100 * r.confidence} %` })), right),
  table(
    'largest probability as prob',
    csv(as({ prob: () => 0.8 })),
    warned(/not the true label's probability .* kept as metadata/),
  ),
  table(
    'unknown labels',
    csv(
      as({ label: (r, i) => (i % 10 === 9 ? (['', 'nan', 'NaN'][i % 3] ?? '') : nameOf(r.label)) }),
    ),
    warned(/9 without a label/, false),
  ),
  table(
    'ids twice',
    csv(as({ id: (r, i) => (i === 7 ? 'train3' : r.id) })),
    refused(/rows 4 and 8 both have id/),
  ),
  table(
    'no header',
    csv(USUAL).split('\n').slice(1).join('\n'),
    refused(/Cannot find labels|two columns are named/),
  ),
  table('a comment on top', `# model resnet\n${csv(USUAL)}`, refused(/take lines above it out/)),
  table('cut short', csv(USUAL).slice(0, -9), refused(/row 90: /)),
  table(
    'two columns of one name',
    csv(USUAL).replace('prediction', 'label'),
    refused(/two columns are named "label"/),
  ),
  table(
    'labels in other rows',
    csv(as({ label: (_, i) => nameOf(ROWS[(i * 37 + 5) % 90]?.label ?? 0) })),
    warned(/no more than the .* of chance/, false),
  ),
  table(
    'rows shifted by one',
    csv(as({ label: (_, i) => nameOf(ROWS[(i + 1) % 90]?.label ?? 0) })),
    refused(/if predictions were one row/),
  ),
  table(
    'regression',
    csv(
      as({
        label: (_, i) => (i * 0.137).toFixed(3),
        prediction: (_, i) => (i * 0.137 + 0.01).toFixed(3),
      }),
    ),
    refused(/no label is ever predicted/),
  ),
  table(
    'a label an image',
    csv(as({ label: (r) => r.id, prediction: (r) => r.id })),
    warned(/ids or measurements/, false),
  ),
  table(
    'one class',
    csv(as({ label: () => 'cat', prediction: () => 'cat' })),
    warned(/of one class, "cat"/, false),
  ),
  table(
    'several labels in a cell',
    csv(
      as({
        label: (r, i) =>
          i % 2 ? nameOf(r.label) : `${nameOf(r.label)}|${nameOf((r.label + 1) % 3)}`,
        prediction: (r, i) =>
          i % 2
            ? nameOf(r.prediction)
            : `${nameOf(r.prediction)}|${nameOf((r.prediction + 1) % 3)}`,
      }),
    ),
    warned(/several labels an image/),
  ),
  table(
    'binary, probability of the second alone',
    csv({
      id: USUAL['id'] as never,
      label: (r) => Number(r.label > 0),
      prob: (r) => (r.prediction > 0 ? 0.9 : 0.2),
      split: USUAL['split'] as never,
    }),
    refused(/nothing tells what the model predicts/),
  ),
  table(
    'binary, prediction and probability of the second',
    csv(
      as({
        label: (r) => Number(r.label > 0),
        prediction: (r) => Number(r.prediction > 0),
        prob: (r) => (r.prediction > 0 ? 0.9 : 0.2),
      }),
    ),
    warned(/kept as metadata/, false),
  ),
  table(
    'class_0 to class_11 and numbers',
    csv(
      as({
        label: (_, i) => `class_${i % 12}`,
        prediction: (_, i) => (i % 7 === 0 ? (i + 1) % 12 : i % 12),
      }),
    ),
    refused(/sorted as numbers: "class_0", "class_1", "class_2"/),
  ),
  table(
    'True and False, 1 and 0',
    csv(
      as({
        label: (r) => (r.label > 0 ? 'True' : 'False'),
        prediction: (r) => Number(r.prediction > 0),
      }),
    ),
    warned(/0 is "false", 1 is "true"/, false),
  ),
  table(
    'validation and testing',
    csv(
      as({
        split: (r) => ({ train: 'Training', val: 'VALIDATION', test: 'testing' })[r.split] ?? '',
      }),
    ),
    right,
  ),
  table(
    'valid, eval',
    csv(as({ split: (r) => ({ train: 'train', val: 'eval', test: 'eval' })[r.split] ?? '' })),
    warned(/no val: the errors of eval are explained/),
  ),
  table(
    'folds',
    csv({ ...renamed({ split: 'x' }), fold: (_, i) => i % 5 }),
    warned(/divided at random/, false),
  ),
  table(
    'JSON lines, nested',
    lines({
      id: (r) => r.id,
      split: (r) => r.split,
      ground_truth: (r) => ({ label: nameOf(r.label) }),
      prediction: (r) => ({ label: nameOf(r.prediction), confidence: r.confidence }),
    }),
    right,
    't.jsonl',
  ),
  table(
    'JSON lines, nested otherwise',
    lines({
      id: (r) => r.id,
      split: (r) => r.split,
      label: (r) => ({ class: nameOf(r.label) }),
      prediction: (r) => ({ class: nameOf(r.prediction) }),
    }),
    refused(/expected an object with a text "label"/),
    't.jsonl',
  ),
  table('JSON, a list', JSON.stringify(objects(USUAL)), right, 't.json'),
  table(
    'JSON, pandas columns',
    JSON.stringify({ label: Object.fromEntries(ROWS.map((r, i) => [i, nameOf(r.label)])) }),
    refused(/expected a list of objects/),
    't.json',
  ),
  table(
    'JSON, labels as lists',
    lines({ ...USUAL, label: (r) => [nameOf(r.label)] }),
    refused(/no label is ever predicted/),
    't.jsonl',
  ),
  table(
    'JSON, label lists of numbers',
    lines({ ...USUAL, label: (r) => [r.label], prediction: (r) => [r.prediction] }),
    refused(/lists of numbers, expected a name/),
    't.jsonl',
  ),
  table('gzip', 'x', refused(/gunzip/), 't.csv.gz'),
  table('a sheet', 'x', refused(/save the sheet as CSV/), 't.xlsx'),
  folders('numbers of the sorted folders', csv(PATHS), right),
  folders(
    'target, max_prob',
    csv({ ...PATHS, target: (r) => r.label, max_prob: () => 0.8 }),
    right,
  ),
  folders('backslashes', csv({ ...PATHS, path: (r) => r.file.replaceAll('/', '\\') }), right),
  folders(
    'C:\\data',
    csv({ ...PATHS, path: (r) => `C:\\data\\${r.file.replaceAll('/', '\\')}` }),
    warned(/90 begin with "C:.data.", which was left out/),
  ),
  folders(
    'absolute, of another machine',
    csv({ ...PATHS, path: (r) => `/home/ann/data/${r.file}` }),
    warned(/90 begin with/),
  ),
  folders(
    'URLs',
    csv({ ...PATHS, path: (r) => `https://host/bucket/data/${r.file}` }),
    warned(/90 begin with/),
  ),
  folders(
    's3://',
    csv({ ...PATHS, path: (r) => `s3://bucket/data/${r.file}` }),
    warned(/90 begin with/),
  ),
  folders(
    'file names alone',
    csv({ ...PATHS, path: (r) => r.file.split('/').at(-1) ?? '' }),
    refused(/both have path "/),
  ),
  folders(
    'stems',
    csv({ ...PATHS, path: (r) => r.file.replace('.png', '') }),
    warned(/but for the ending of the file name/),
  ),
  folders(
    'upper case endings',
    csv({ ...PATHS, path: (r) => r.file.replace('.png', '.PNG') }),
    warned(/but for upper and lower case/),
  ),
  folders(
    'class before file',
    csv({ ...PATHS, path: (r) => r.file.split('/').slice(1).join('/') }),
    refused(/both have path|may be/),
  ),
  folders('rows twice', `${csv(PATHS)}${csv(PATHS).split('\n')[1]}\n`, refused(/both have path/)),
  folders(
    'of test alone',
    csv(PATHS, { rows: ROWS.filter(({ split }) => split === 'test') }),
    warned(/no val with labels and predictions: the errors of test are explained/, false),
  ),
  folders(
    'of val alone',
    csv(PATHS, { rows: ROWS.filter(({ split }) => split === 'val') }),
    warned(/60 of 90 examples are not in/, false),
  ),
  folders(
    'another order of classes',
    csv({ ...PATHS, pred: (r) => [2, 0, 1][r.prediction] ?? 0 }),
    refused(/would be if/),
  ),
  folders(
    'another order, with targets',
    csv({
      ...PATHS,
      pred: (r) => [2, 0, 1][r.prediction] ?? 0,
      target: (r) => [2, 0, 1][r.label] ?? 0,
    }),
    refused(/90 of 90 rows .* have another label/),
  ),
  folders(
    'numbers from 1',
    csv({ ...PATHS, pred: (r) => r.prediction + 1 }),
    refused(/seem to count from 1/),
  ),
  folders(
    'a class that is never predicted',
    csv({ ...PATHS, pred: (r) => Math.min(r.prediction, 1) }),
    warned(/1 of 3 classes is never predicted/, false),
  ),
  folders(
    'a number beyond the folders',
    csv({ ...PATHS, pred: (r, i) => (i === 5 ? 7 : r.prediction) }),
    refused(/numbers up to 7, but the 3 classes/),
  ),
  folders(
    'a class folder more',
    csv(PATHS),
    refused(/would be if each predicted number were one higher/),
    {
      ...IMAGES,
      ...Object.fromEntries([0, 1, 2, 3, 4, 5].map((i) => [`data/val/axolotl/${i}.png`, 'x'])),
    },
  ),
  folders(
    'a folder on top',
    csv(PATHS),
    warned(/"pets" holds everything/),
    Object.fromEntries(ROWS.map(({ file }) => [`data/pets/${file}`, 'x'])),
  ),
  folders(
    'class before split',
    csv({ ...PATHS, path: (r) => [r.file.split('/')[1], r.split, r.file.split('/')[2]].join('/') }),
    right,
    Object.fromEntries(
      ROWS.map((r) => [`data/${nameOf(r.label)}/${r.split}/${r.file.split('/')[2]}`, 'x']),
    ),
  ),
  folders(
    'images/ in each split',
    csv({ ...PATHS, path: (r) => r.file.replace('/', '/images/') }),
    right,
    Object.fromEntries(ROWS.map((r) => [`data/${r.file.replace('/', '/images/')}`, 'x'])),
  ),
  folders(
    'superclasses',
    csv({ ...PATHS, path: (r) => r.file.replace('/', r.label ? '/mammal/' : '/other/') }),
    refused(/numbers up to 2, but the 2 classes/),
    Object.fromEntries(
      ROWS.map((r) => [`data/${r.file.replace('/', r.label ? '/mammal/' : '/other/')}`, 'x']),
    ),
  ),
  folders('what systems leave behind', csv(PATHS), right, {
    ...IMAGES,
    'data/.DS_Store': 'x',
    'data/val/cat/Thumbs.db': 'x',
    'data/__MACOSX/val/cat/._1.png': 'x',
    'data/val/cat/._1.png': 'x',
    'data/val/.ipynb_checkpoints/1-checkpoint.png': 'x',
  }),
  folders(
    'classes.txt in another order',
    csv(PATHS),
    refused(/would be if predictions were renumbered/),
    {
      ...IMAGES,
      'data/classes.txt': 'dog\ncat\nbird\n',
    },
  ),
  folders('classes.txt of CRLF and a mark', csv(PATHS), right, {
    ...IMAGES,
    'data/classes.txt': '\ufeffbird\r\ncat\r\ndog\r\n',
  }),
  folders(
    'spaces in names, as URLs',
    csv({ ...PATHS, path: (r) => `${r.split}/${nameOf(r.label)}/my%20pet${r.file.split('/')[2]}` }),
    warned(/without their URL encoding/),
    Object.fromEntries(
      ROWS.map((r) => [`data/${r.split}/${nameOf(r.label)}/my pet${r.file.split('/')[2]}`, 'x']),
    ),
  ),
  arrays(
    'vectors shifted by a row',
    { 'v.npy': vectorsOf([...LABELS.slice(1), 0]) },
    refused(/would if the vectors were one row down/),
  ),
  arrays(
    'vectors of other rows',
    { 'v.npy': vectorsOf(LABELS.map((_, i) => LABELS[(i * 37 + 11) % 90] ?? 0)) },
    warned(/have the label of their nearest neighbour, where chance gives/),
  ),
  arrays('arrays, floats that are whole', {}, 'right'),
  arrays('arrays, labels one-hot', { 'l.npy': ONE_HOT }, refused(/save x\.argmax\(1\)/)),
  arrays('arrays, labels of shape (n, 1)', { 'l.npy': npy(LABELS, 90, 1) }, 'right'),
  arrays(
    'arrays, labels that are no whole numbers',
    {
      'l.npy': npy(
        LABELS.map((l) => l + 0.5),
        90,
      ),
    },
    refused(/expected an integer/),
  ),
  arrays(
    'arrays, a row too few',
    { 'q.npy': npy(PREDICTED.slice(1), 89) },
    refused(/89 rows, expected 90/),
  ),
  arrays(
    'arrays, shifted by a row',
    { 'q.npy': npy([...PREDICTED.slice(1), 0], 90) },
    refused(/if predictions were one row/),
  ),
  arrays('arrays, vectors too few', { 'v.npy': vectorsOf(LABELS.slice(10)) }, refused(/80 .*90/)),
  arrays('arrays of objects', { 'l.npy': objectArray() }, refused(/type "\|O"/)),
]

test.each(KINDS)('%s', async (_, files, args, outcome) => {
  const folder = await folderOf({ 'v.npy': VECTORS, ...files })
  const { code, out, err } = await faultline(folder, ['init', ...args.split(' ')])
  const said = `${err}${out}`
  if (outcome !== 'right' && 'refused' in outcome) {
    expect(code, said).not.toBe(0)
    expect(err).toMatch(outcome.refused)
    return
  }
  expect(code, said).toBe(0)
  const isRight = /accuracy +train 80.0 %, (?:val|eval) 80.0 %/.test(out)
  expect(isRight, said).toBe(outcome === 'right' || outcome.isRight)
  if (outcome === 'right') expect(err.replace(INDICES, '')).toBe('')
  else expect(said).toMatch(outcome.warned)
})
