import { expect, test } from 'vitest'
import { randomSource } from '../vectors/random.ts'
import { pairedEvidence, unpairedEvidence } from './change-evidence.ts'
import { judgeChanges } from './judge-changes.ts'

/** Outcomes with so many examples of each kind. */
function outcomes(counts: {
  broken: number
  mended: number
  bothWrong: number
  bothRight: number
}) {
  const { broken, mended, bothWrong, bothRight } = counts
  const pairs = [
    ...Array<[number, number]>(broken).fill([0, 1]),
    ...Array<[number, number]>(mended).fill([1, 0]),
    ...Array<[number, number]>(bothWrong).fill([1, 1]),
    ...Array<[number, number]>(bothRight).fill([0, 0]),
  ]
  return [pairs.map(([before]) => before), pairs.map(([, after]) => after)] as const
}

test('pairedEvidence() counts by hand: 7 broken, 2 mended of 20', () => {
  const [old, now] = outcomes({ broken: 7, mended: 2, bothWrong: 4, bothRight: 7 })
  const evidence = pairedEvidence(old, now, 0.02)
  expect(evidence).toMatchObject({
    old: { examples: 20, errors: 6 },
    new: { examples: 20, errors: 11 },
    broken: 7,
    mended: 2,
    units: 20,
    difference: 0.25,
  })
  // (1 + 9 + 36) / 512
  expect(evidence.p.worse).toBeCloseTo(46 / 512, 12)
  // P(X >= 2 | 9) = 1 - 10 / 512
  expect(evidence.p.better).toBeCloseTo(502 / 512, 12)
})

test('copies of an image add nothing: ten copies of each weigh like one of each', () => {
  const [old, now] = outcomes({ broken: 7, mended: 2, bothWrong: 4, bothRight: 7 })
  const tenfold = (values: readonly number[]) =>
    values.flatMap((value) => Array<number>(10).fill(value))
  const units = Int32Array.from({ length: 200 }, (_, i) => Math.floor(i / 10))
  const once = pairedEvidence(old, now, 0.02)
  const copied = pairedEvidence(tenfold(old), tenfold(now), 0.02, units)
  const naive = pairedEvidence(tenfold(old), tenfold(now), 0.02)
  expect(copied.units).toBe(20)
  expect(copied.difference).toBe(once.difference)
  expect(copied.p.worse).toBeGreaterThanOrEqual(once.p.worse)
  expect(naive.p.worse).toBeLessThan(1e-6)
})

test('with units whose examples share their fate, "worse" is a false alarm at most as often as it says', () => {
  const random = randomSource('units')
  let alarms = 0
  const draws = 2000
  for (let draw = 0; draw < draws; draw++) {
    const old: number[] = []
    const now: number[] = []
    const units: number[] = []
    for (let unit = 0; unit < 25; unit++) {
      const kind = random()
      for (let i = 0; i <= unit % 5; i++) {
        const follows = random() < 0.9
        old.push(kind < 0.2 && follows ? 1 : 0)
        now.push(kind >= 0.2 && kind < 0.4 && follows ? 1 : 0)
        units.push(unit)
      }
    }
    if (pairedEvidence(old, now, 0, units).p.worse <= 0.05) alarms += 1
  }
  expect(alarms / draws).toBeLessThan(0.05)
  expect(alarms).toBeGreaterThan(0)
})

test('unpairedEvidence() tests different examples by Fisher, and bounds the difference after Newcombe', () => {
  const evidence = unpairedEvidence({ examples: 3, errors: 0 }, { examples: 3, errors: 3 }, 0.02)
  expect(evidence.p.worse).toBeCloseTo(1 / 20, 10)
  expect(evidence).toMatchObject({ broken: undefined, mended: undefined, difference: 1 })
  const many = unpairedEvidence(
    { examples: 2000, errors: 100 },
    { examples: 2000, errors: 100 },
    0.02,
  )
  expect(many.p.safe).toBeLessThan(0.01)
  const [, high] = many.interval
  const atBound = unpairedEvidence(
    { examples: 2000, errors: 100 },
    { examples: 2000, errors: 100 },
    high,
  )
  expect(atBound.p.safe).toBeCloseTo(0.025, 3)
})

test('evidence from nothing says nothing', () => {
  for (const nothing of [
    pairedEvidence([], [], 0.02),
    unpairedEvidence({ examples: 0, errors: 0 }, { examples: 0, errors: 0 }, 0.02),
    unpairedEvidence({ examples: 9, errors: 1 }, { examples: 0, errors: 0 }, 0.02),
  ]) {
    expect(nothing.p).toEqual({ worse: 1, better: 1, safe: 1 })
    const [judged] = judgeChanges([nothing])
    expect(judged?.verdict).toBe('inconclusive')
  }
})

test('judgeChanges() tells worse, better, safe and inconclusive apart', () => {
  const evidence = (...counts: [number, number, number, number]) => {
    const [broken, mended, bothWrong, bothRight] = counts
    return pairedEvidence(...outcomes({ broken, mended, bothWrong, bothRight }), 0.02)
  }
  const judged = judgeChanges([
    evidence(30, 3, 10, 57),
    evidence(3, 30, 10, 57),
    evidence(2, 2, 100, 896),
    evidence(4, 3, 10, 43),
  ])
  expect(judged.map(({ verdict }) => verdict)).toEqual(['worse', 'better', 'safe', 'inconclusive'])
  expect(judged.map(({ needed }) => needed === undefined)).toEqual([true, true, true, false])
})

test('the images that judgeChanges() asks for are enough in four of five draws where the models are equally good', () => {
  const random = randomSource('needed')
  const draw = (n: number) => {
    const kinds = Array.from({ length: n }, () => random())
    return pairedEvidence(
      kinds.map((u) => (u < 0.05 ? 1 : 0)),
      kinds.map((u) => (u >= 0.05 && u < 0.1 ? 1 : 0)),
      0.04,
    )
  }
  const [old, now] = outcomes({ broken: 5, mended: 5, bothWrong: 0, bothRight: 90 })
  const [first] = judgeChanges([pairedEvidence(old, now, 0.04)], { margin: 0.04 })
  const needed = first?.needed ?? 0
  let safe = 0
  for (let i = 0; i < 100; i++) {
    if (judgeChanges([draw(100 + needed)], { margin: 0.04 })[0]?.verdict === 'safe') safe += 1
  }
  expect(safe / 100).toBeGreaterThan(0.7)
  expect(safe / 100).toBeLessThan(0.96)
})

test('with the images that judgeChanges() asks for, a model that is the same is safe, however few there were', () => {
  const same = (n: number) => pairedEvidence(new Array(n).fill(0), new Array(n).fill(0), 0.02)
  for (const n of [1, 30, 100, 201]) {
    for (const modes of [4, 20]) {
      const [first] = judgeChanges(Array(modes).fill(same(n)))
      expect(first?.verdict).toBe('inconclusive')
      const [later] = judgeChanges(Array(modes).fill(same(n + (first?.needed ?? 0))))
      expect(later?.verdict, `${n} images, ${modes} modes`).toBe('safe')
    }
  }
})

test('of other images, those asked for are enough in four of five draws', () => {
  const random = randomSource('needed of others')
  const errors = (n: number, rate: number) =>
    Array.from({ length: n }, () => Number(random() < rate)).reduce((a, b) => a + b, 0)
  const count = (examples: number) => ({ examples, errors: errors(examples, 0.1) })
  const [first] = judgeChanges([
    unpairedEvidence({ examples: 2000, errors: 200 }, { examples: 150, errors: 15 }, 0.05),
  ])
  let safe = 0
  for (let i = 0; i < 100; i++) {
    const now = count(150 + (first?.needed ?? 0))
    const [judged] = judgeChanges([unpairedEvidence(count(2000), now, 0.05)])
    if (judged?.verdict === 'safe') safe += 1
  }
  expect(safe).toBeGreaterThan(65)
  expect(safe).toBeLessThan(95)
})

test('more modes make each verdict harder: what is worse alone is inconclusive among a hundred', () => {
  const [old, now] = outcomes({ broken: 9, mended: 1, bothWrong: 0, bothRight: 20 })
  const change = pairedEvidence(old, now, 0.02)
  expect(judgeChanges([change])[0]?.verdict).toBe('worse')
  expect(judgeChanges(Array(100).fill(change))[0]?.verdict).toBe('inconclusive')
})

test('copies of images none of which changed leave the interval open', () => {
  const nothing = new Array(60).fill(0)
  const units = Int32Array.from({ length: 60 }, (_, i) => Math.floor(i / 2))
  const [low, high] = pairedEvidence(nothing, nothing, 0.02, units).interval
  expect(low).toBeLessThan(-0.05)
  expect(high).toBeGreaterThan(0.05)
})

test('a mode on which the old model was always wrong cannot get worse, and costs the others no power', () => {
  const change = pairedEvidence(
    ...outcomes({ broken: 6, mended: 0, bothWrong: 9, bothRight: 0 }),
    0,
  )
  const hopeless = pairedEvidence(
    ...outcomes({ broken: 0, mended: 0, bothWrong: 9, bothRight: 4 }),
    0,
  )
  const alone = judgeChanges([change])[0]
  const [judged, other] = judgeChanges([change, hopeless, hopeless, hopeless])
  expect(hopeless.leastP.worse).toBeCloseTo(1 / 16, 10)
  expect([judged?.verdict, judged?.adjusted.worse]).toEqual(['worse', alone?.adjusted.worse])
  expect(other?.adjusted.worse).toBe(1)
  const possible = pairedEvidence(
    ...outcomes({ broken: 0, mended: 0, bothWrong: 9, bothRight: 5 }),
    0,
  )
  expect(judgeChanges([change, possible, possible, possible])[0]?.verdict).toBe('inconclusive')
})
