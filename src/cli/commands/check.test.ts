import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { folderOf } from '../../../test/folder-of.ts'
import {
  changeVectors,
  configOf,
  faultline,
  guardedRun,
  tableOf,
} from '../../../test/pipeline/guarded-run.ts'
import { randomSource } from '../../core/vectors/random.ts'
import { readFailureModes } from '../../pipeline/guard/failure-modes.ts'
import type { Run } from '../../pipeline/run-folder/open-run.ts'
import { compareFileSchema } from '../../run/compare-file.ts'
import { csvText } from '../../run/csv-text.ts'

const folder = await folderOf()
let run: Run
/** Rows that the frozen modes flag. */
let flagged: number[]

beforeAll(async () => {
  run = await guardedRun(folder)
  const { code, err } = await faultline(folder, ['freeze', 'old', '-o', 'modes.json'])
  if (code !== 0) throw new Error(err)
  const { modes, examples } = await readFailureModes(join(folder, 'modes.json'))
  flagged = modes.flatMap((mode) =>
    Array.from(mode.flagged, (place) => run.examples.ids.indexOf(examples.ids[place] ?? '')),
  )
})

/** The old predictions, some of them changed. */
async function predict(name: string, change: (row: number, old: number) => number) {
  const { examples } = run
  const predictions = examples.predictions.map((old, row) => change(row, old))
  await writeFile(join(folder, name), tableOf(examples, predictions))
  return name
}

const check = (...flags: string[]) =>
  faultline(folder, ['check', '--baseline', 'modes.json', ...flags])

/** A run of a config up to the directions and decision values, which are all that a check reads. */
async function scored(name: string) {
  const { code, err } = await faultline(folder, ['score', `${name}.json`, '--out', name])
  if (code !== 0) throw new Error(err)
  return name
}

/** Wrong on the flagged images that the old model got right. */
const worse = () => {
  const known = flagged.filter((row) => run.examples.predictions[row] === run.examples.labels[row])
  const broken = new Set(known)
  return predict('worse.csv', (row, old) => (broken.has(row) ? (old + 1) % 3 : old))
}

test('freeze wrote the significant modes, small, with the counts that a hand count gives', async () => {
  const text = await readFile(join(folder, 'modes.json'), 'utf8')
  const { modes } = JSON.parse(text)
  expect(modes.map((mode: { class: string }) => mode.class)).toEqual(
    expect.arrayContaining(['cat', 'dog']),
  )
  const { labels, predictions, splits, classes, modes: modeOfRow } = run.examples
  for (const { class: name, rank, examples, errors } of modes) {
    const rows = flagged.filter(
      (row) => classes[labels[row] ?? -1] === name && modeOfRow[row] === rank,
    )
    expect(rows.every((row) => splits[row] === 'test')).toBe(true)
    expect(examples).toBe(rows.length)
    expect(errors).toBe(rows.filter((row) => predictions[row] !== labels[row]).length)
  }
})

test('the same model passes: code 0, as a run and as a table of predictions', async () => {
  const asRun = await check('old')
  expect(asRun.err).not.toContain('error')
  expect(asRun.code).toBe(0)
  const same = await predict('same.csv', (_, old) => old)
  const { code, out } = await check('--predictions', same)
  expect(code).toBe(0)
  expect(out).toMatch(/none of \d failure modes got worse/)
})

test('a model that is worse on the flagged images fails: code 1, in every format', async () => {
  const table = await worse()
  const { code, out } = await check('--predictions', table)
  expect(code).toBe(1)
  expect(out).toMatch(/\d of \d failure modes got worse/)
  expect(out).toMatch(/^cat#1 .* worse$/m)
  const json = await check('--predictions', table, '--format', 'json')
  expect(json.code).toBe(1)
  const file = compareFileSchema.parse(JSON.parse(json.out))
  expect(file.verdict).toBe('fail')
  const cat = file.modes.find(({ id }) => id === 'cat#1')
  expect(cat?.old.errors).toBe((cat?.new.errors ?? 0) - (cat?.broken ?? 0))
  expect(cat).toMatchObject({ verdict: 'worse', mended: 0 })
  expect(cat?.worst.length).toBeGreaterThan(0)
  const junit = await check('--predictions', table, '--format', 'junit')
  expect(junit.code).toBe(1)
  expect(junit.out).toContain('<failure type="worse"')
  const markdown = await check('--predictions', table, '--format', 'markdown')
  expect(markdown.code).toBe(1)
  expect(markdown.out).toContain('### Failure modes: ❌ fail')
})

test('on GitHub, worse modes become error lines and the page goes to the step’s summary', async () => {
  const table = await worse()
  const step = join(folder, 'step.md')
  const { code, out } = await faultline(
    folder,
    [
      'check',
      '--baseline',
      'modes.json',
      '--predictions',
      table,
      '--format',
      'github',
      '--format',
      'junit=junit.xml',
    ],
    { GITHUB_STEP_SUMMARY: step },
  )
  expect(code).toBe(1)
  expect(out).toMatch(/^::error title=Worse%3A cat#1::wrong on \d+ of \d+/m)
  expect(await readFile(step, 'utf8')).toContain('| `cat#1` |')
  expect(await readFile(join(folder, 'junit.xml'), 'utf8')).toContain('<testsuites')
})

test('a model that differs at random passes', async () => {
  const random = randomSource('another seed')
  const { labels } = run.examples
  // As many answers of each kind as before, dealt anew: in both directions alike.
  const table = await predict('random.csv', (row, old) => {
    if (random() > 0.15) return old
    const label = labels[row] ?? 0
    return random() < 0.5 ? label : (label + 1) % 3
  })
  expect((await check('--predictions', table)).code).toBe(0)
})

test('a better model is called better', async () => {
  const { labels } = run.examples
  const set = new Set(flagged)
  const table = await predict('better.csv', (row, old) => (set.has(row) ? (labels[row] ?? 0) : old))
  const { code, out } = await check('--predictions', table)
  expect(code).toBe(0)
  expect(out).toMatch(/^cat#1 .* better$/m)
})

test('with --strict too few data end with code 3 and the number needed', async () => {
  const same = await predict('same.csv', (_, old) => old)
  const { code, out } = await check('--predictions', same, '--strict')
  expect(code).toBe(3)
  expect(out).toMatch(/inconclusive, need \d+ more/)
  const wide = await check('--predictions', same, '--strict', '--margin', '0.8')
  expect(wide.code).toBe(0)
  expect(wide.out).toMatch(/^cat#1 .* safe$/m)
})

test('a config is run first, then checked', async () => {
  const table = await worse()
  await writeFile(join(folder, 'new.json'), configOf(table, 'vectors.npy'))
  const { code, out } = await check('new.json', '--out', 'new')
  expect(code).toBe(1)
  expect(out).toMatch(/^cat#1 .* worse$/m)
})

describe('refused with code 2, never passed:', () => {
  const refused = async (...flags: string[]) => {
    const { code, out, err } = await check(...flags)
    expect(code).toBe(2)
    expect(out).toBe('')
    return err
  }

  test('vectors of other dimensions', async () => {
    const first = (values: Float32Array) => values.filter((_, i) => i % 16 < 12)
    await changeVectors(join(folder, 'vectors.npy'), join(folder, 'narrow.npy'), first, 12)
    await writeFile(join(folder, 'narrow.json'), configOf('old.csv', 'narrow.npy'))
    expect(await refused(await scored('narrow'))).toContain('12 dimensions, expected 16')
  })

  test('vectors of another encoder', async () => {
    const turned = (values: Float32Array) =>
      values.map((_, i) => values[i - (i % 16) + ((i + 5) % 16)] ?? 0)
    await changeVectors(join(folder, 'vectors.npy'), join(folder, 'other.npy'), turned, 16)
    await writeFile(join(folder, 'other.json'), configOf('old.csv', 'other.npy'))
    expect(await refused(await scored('other'))).toContain('have other vectors')
  })

  test('a class that the new model does not have', async () => {
    const text = (await readFile(join(folder, 'old.csv'), 'utf8')).replaceAll('cat', 'lion')
    await writeFile(join(folder, 'lions.csv'), text)
    await writeFile(join(folder, 'lions.json'), configOf('lions.csv', 'vectors.npy'))
    expect(await refused(await scored('lions'))).toContain('no class "cat"')
  })

  test('predictions in which a class has no example left', async () => {
    const lines = (await readFile(join(folder, 'old.csv'), 'utf8')).split('\n')
    await writeFile(
      join(folder, 'few.csv'),
      lines.filter((line) => !line.includes(',cat,')).join('\n'),
    )
    expect(await refused('--predictions', 'few.csv')).toContain('no example of class "cat"')
  })

  test('predictions for other examples', async () => {
    await writeFile(join(folder, 'foreign.csv'), 'id,prediction\na,cat\nb,dog\n')
    expect(await refused('--predictions', 'foreign.csv')).toContain(
      'none of its ids is an example of the baseline',
    )
  })

  test('predictions of which none is a class of the baseline', async () => {
    const table = (await readFile(join(folder, 'old.csv'), 'utf8')).replace(
      /(cat|dog|owl),([\d.]+),/g,
      'no $1,$2,',
    )
    await writeFile(join(folder, 'renamed.csv'), table)
    expect(await refused('--predictions', 'renamed.csv')).toContain(
      'found "no cat", "no dog", "no owl", expected "cat", "dog", "owl"',
    )
  })

  test('predictions of the classes in another order', async () => {
    const numbered = await predict('numbered.csv', (_, old) => (old + 1) % 3)
    expect(await refused('--predictions', numbered)).toMatch(
      /would be if predictions were renumbered/,
    )
  })

  test('most examples under another label', async () => {
    const rows = (await readFile(join(folder, 'old.csv'), 'utf8')).split('\n')
    const others: Record<string, string> = { cat: 'dog', dog: 'owl', owl: 'cat' }
    const relabelled = rows.map((row) =>
      row.replace(/^([^,]*,[^,]*),(cat|dog|owl)/, (_, head, name) => `${head},${others[name]}`),
    )
    await writeFile(join(folder, 'relabelled.csv'), relabelled.join('\n'))
    expect(await refused('--predictions', 'relabelled.csv')).toContain(
      '450 of 450 shared examples bear another label',
    )
  })

  test('predictions for all of a class but the images of a frozen mode', async () => {
    const { examples, modes } = await readFailureModes(join(folder, 'modes.json'))
    const [first] = modes
    const hard = new Set(Array.from(first?.flagged ?? [], (place) => examples.ids[place]))
    const lines = (await readFile(join(folder, 'old.csv'), 'utf8')).split('\n')
    const easy = lines.filter((line) => !hard.has(line.slice(0, line.indexOf(','))))
    await writeFile(join(folder, 'easy.csv'), easy.join('\n'))
    expect(await refused('--predictions', 'easy.csv')).toMatch(
      /none of the \d+ examples of mode cat#1 can be judged/,
    )
  })

  test('a file of a newer or older version, and one that is something else', async () => {
    const newer = JSON.parse(await readFile(join(folder, 'modes.json'), 'utf8'))
    await writeFile(join(folder, 'newer.json'), JSON.stringify({ ...newer, version: 3, more: 1 }))
    const { code, err } = await faultline(folder, ['check', 'old', '--baseline', 'newer.json'])
    expect(code).toBe(2)
    expect(err).toMatch(/version 3 of the format.* reads version 2/)
    expect(err).toContain('update faultline')
    await writeFile(join(folder, 'older.json'), JSON.stringify({ ...newer, version: 1 }))
    const older = await faultline(folder, ['check', 'old', '--baseline', 'older.json'])
    expect(older.code).toBe(2)
    expect(older.err).toContain('freeze the run again')
    const config = await faultline(folder, ['check', 'old', '--baseline', 'old.json'])
    expect(config.code).toBe(2)
    expect(config.err).toContain('expected "format": "faultline-failure-modes"')
  })

  test('a file that somebody has changed by hand', async () => {
    const modes = JSON.parse(await readFile(join(folder, 'modes.json'), 'utf8'))
    const [scorer, ...scorers] = modes.scorers
    const [mode, ...more] = modes.modes
    for (const [changed, message] of [
      [{ modes: [] }, 'no modes, and a check of none would pass'],
      [
        { scorers: [{ ...scorer, bias: scorer.bias + 0.1 }, ...scorers] },
        'was changed after it was frozen',
      ],
      [
        { modes: [{ ...mode, errors: mode.errors + 1 }, ...more] },
        'was changed after it was frozen',
      ],
      [{ more: 1 }, 'changed.json": Unrecognized key: "more"'],
    ] as const) {
      await writeFile(join(folder, 'changed.json'), JSON.stringify({ ...modes, ...changed }))
      const { code, err } = await faultline(folder, ['check', 'old', '--baseline', 'changed.json'])
      expect(code).toBe(2)
      expect(err).toContain(message)
    }
  })

  test('flags that make no sense', async () => {
    expect(await refused('old', '--format', 'sarif')).toContain(
      'expected text, json, junit, markdown, github',
    )
    expect(await refused('old', '--margin', '2')).toContain('0 to 1')
    expect(await refused('old', '--set', 'name=x')).toContain('--set to check what is there')
    expect(await refused('nowhere')).toContain('Cannot')
  })
})

test('examples that the new model was not judged on are told, and do not count', async () => {
  const lines = (await readFile(join(folder, 'old.csv'), 'utf8')).trimEnd().split('\n')
  const kept = lines.filter((line, i) => i === 0 || (line.startsWith('test') && i % 2 === 0))
  await writeFile(join(folder, 'half.csv'), kept.join('\n'))
  const { code, err, out } = await check('--predictions', 'half.csv', '--format', 'json')
  expect(code).toBe(0)
  expect(err).toMatch(/\d+ of 450 examples of the baseline have no prediction/)
  expect(JSON.parse(out).joined.examples).toBe(kept.length - 1)
})

test('the columns of an evaluation loop are understood, and an added class is a wrong answer', async () => {
  const { ids, predictions, labels, classes } = run.examples
  const isLion = (row: number) => flagged.includes(row) && predictions[row] === labels[row]
  const rows = ids.map((id, row) => [id, isLion(row) ? 'lion' : classes[predictions[row] ?? 0]])
  await writeFile(join(folder, 'loop.csv'), csvText(['sample_id', 'pred'], rows))
  const { code, err, out } = await check('--predictions', 'loop.csv')
  expect(err).toContain('knows classes that the baseline does not: "lion"')
  expect(out).toMatch(/^cat#1 .* worse$/m)
  expect(code).toBe(1)
})

test('a model judged on other images of the same kinds is compared by its rates', async () => {
  const { examples } = run
  const ids = examples.ids.map((id) => `other-${id}`)
  const broken = new Set(flagged)
  const predictions = examples.predictions.map((old, row) =>
    broken.has(row) ? ((examples.labels[row] ?? 0) + 1) % 3 : old,
  )
  await writeFile(join(folder, 'others.csv'), tableOf({ ...examples, ids }, predictions))
  await writeFile(join(folder, 'others.json'), configOf('others.csv', 'vectors.npy'))
  const { code, err, out } = await check(await scored('others'), '--format', 'json')
  expect(code).toBe(1)
  expect(err).toContain('shares no example with the baseline')
  expect(JSON.parse(out)).toMatchObject({ paired: false })
})
