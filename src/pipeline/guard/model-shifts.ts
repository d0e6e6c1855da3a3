import { errorTarget } from '../../core/direction/error-target.ts'
import { decisionValues } from '../../core/direction/hyperplane.ts'
import type { ChangeEvidence } from '../../core/guard/change-evidence.ts'
import { fitShift } from '../../core/guard/fit-shift.ts'
import { judgeChanges } from '../../core/guard/judge-changes.ts'
import { benjaminiHochberg } from '../../core/statistics/benjamini-hochberg.ts'
import { randomSource } from '../../core/vectors/random.ts'
import { unitRowSource } from '../../core/vectors/row-source.ts'
import type { Shift } from '../../run/compare-file.ts'
import type { Effects } from '../../run/effects.ts'
import { rowsOfClass } from '../caption/caption-context.ts'
import { openCaptions } from '../caption/open-captions.ts'
import { type Run, readEmbeddingRows } from '../run-folder/open-run.ts'
import { changeRecord } from './change-record.ts'
import { nameShift, type ShiftImages } from './name-shift.ts'
import { changedImages, type ExampleSet, evidenceOn, type Outcomes } from './outcomes.ts'

/** Smallest share of a class that one end is made of. */
const LEAST_SHARE = 0.1

/** One end of the direction along which two models differ most in a class. */
interface End {
  class: string
  side: Shift['side']
  p: number
  inside: ExampleSet
  evidence: ChangeEvidence
  rest: ChangeEvidence
  /** For its name. */
  images: () => Promise<ShiftImages>
}

/**
 * Where the new model lost or gained against the old one, known failure mode or not: the finder of failure modes on the
 * difference of the two models' losses. Found on the fit split; told only where it is significant over all classes and
 * the held-out images of that end bear it out.
 *
 * @param outcomes - Both models on the held-out examples that they share.
 */
export async function modelShifts(
  old: Run,
  outcomes: Outcomes,
  { margin, alpha, seed }: { margin: number; alpha: number; seed: number },
  effects: Effects = {},
): Promise<Shift[]> {
  const { run: now } = outcomes.candidate
  if (!now || !outcomes.paired) return []
  const ends: End[] = []
  const names = old.examples.classes.filter((name) => now.examples.classes.includes(name))
  for (const [done, name] of names.entries()) {
    effects.signal?.throwIfAborted()
    effects.onProgress?.({ step: 'compare', done, total: names.length, unit: 'classes' })
    ends.push(...(await endsOf(name, old, now, outcomes, { seed, classes: names.length })))
  }
  // Both ends come of one test a class.
  const ofClass = names.flatMap((name) => ends.find((end) => end.class === name) ?? [])
  const q = benjaminiHochberg(ofClass.map(({ p }) => p))
  const qOf = new Map(ofClass.map((end, i) => [end.class, q[i] ?? 1]))
  const significant = ends.filter((end) => (qOf.get(end.class) ?? 1) < alpha)
  const judged = judgeChanges(
    significant.map(({ evidence }) => evidence),
    { margin, alpha },
  )
  const rest = judgeChanges(
    significant.map((end) => end.rest),
    { margin, alpha },
  )
  const shifts: Shift[] = []
  const isNamed = now.manifest.steps.some(({ step }) => step === 'caption')
  const captions = isNamed && significant.length > 0 ? await openCaptions(now, effects) : undefined
  try {
    for (const [i, { class: name, side, p, inside, images }] of significant.entries()) {
      const [change, others] = [judged[i], rest[i]]
      if (!change || !others || change.verdict !== side) continue
      shifts.push({
        class: name,
        side,
        name: captions ? nameShift(captions, await images()) : null,
        p,
        q: qOf.get(name) ?? 1,
        change: changeRecord(change),
        rest: changeRecord(others),
        ...changedImages(outcomes, inside),
      })
    }
    return shifts
  } finally {
    await captions?.close()
  }
}

async function endsOf(
  name: string,
  old: Run,
  now: Run,
  outcomes: Outcomes,
  { seed, classes }: { seed: number; classes: number },
): Promise<End[]> {
  const { fitSplit } = now.manifest.config.method
  const oldRow = new Map(old.examples.ids.map((id, row) => [id, row]))
  const label = now.examples.classes.indexOf(name)
  const pairOf = (row: number) => ({ row, other: oldRow.get(now.examples.ids[row] ?? '') ?? -1 })
  const pairs = Array.from(rowsOfClass(now.examples, label, fitSplit), pairOf).filter(
    ({ other }) =>
      old.examples.classes[old.examples.labels[other] ?? -1] === name &&
      (old.examples.predictions[other] ?? -1) >= 0,
  )
  if (pairs.length < 3) return []
  const rows = pairs.map(({ row }) => row)
  const source = unitRowSource(await readEmbeddingRows(now, rows), now.standardizer)
  const { difference, broken, mended } = differenceOf(pairs, old, now)
  const count = (marks: Uint8Array) => marks.reduce((sum, mark) => sum + mark, 0)
  const fit = fitShift(source, difference, randomSource(seed, 'shift', name), {
    permutations: Math.max(499, 40 * classes),
  })
  if (!fit) return []
  const held = outcomes.ofClass(name)
  const values = decisionValues(
    fit.plane,
    now.standardizer,
    await readEmbeddingRows(now, held.rows),
  )
  const sorted = fit.leftOut.toSorted()
  const size = (changed: number) => Math.max(1, Math.round(LEAST_SHARE * rows.length), changed)
  const high = sorted.at(-size(count(broken))) ?? Number.POSITIVE_INFINITY
  const low = sorted[size(count(mended)) - 1] ?? Number.NEGATIVE_INFINITY
  /** The end as the hard side of a direction of its own. */
  const images = async (side: Shift['side']): Promise<ShiftImages> => {
    const sign = side === 'worse' ? 1 : -1
    const embeddings = await readEmbeddingRows(now, rows)
    const { weights, bias } = fit.plane
    const plane = { weights: weights.map((weight) => -sign * weight), bias: -sign * bias }
    const loss = difference.map((value) => sign * value)
    const changed = differenceOf(Array.from(held.rows, pairOf), old, now)
    return {
      class: name,
      plane,
      fit: { embeddings, loss },
      heldOut: {
        embeddings: await readEmbeddingRows(now, held.rows),
        wrong: side === 'worse' ? changed.broken : changed.mended,
        loss: changed.difference.map((value) => sign * value),
      },
    }
  }
  const end = (side: Shift['side'], isInside: (value: number) => boolean): End => {
    const part = (wanted: boolean): ExampleSet => {
      const keep = [...values.keys()].filter((i) => isInside(values[i] ?? 0) === wanted)
      return {
        places: Uint32Array.from(keep, (i) => held.places[i] ?? 0),
        rows: Int32Array.from(keep, (i) => held.rows[i] ?? 0),
      }
    }
    const inside = part(true)
    const evidence = evidenceOn(outcomes, inside)
    return {
      class: name,
      side,
      p: fit.p,
      inside,
      evidence,
      rest: evidenceOn(outcomes, part(false)),
      images: () => images(side),
    }
  }
  return [end('worse', (value) => value >= high), end('better', (value) => value <= low)]
}

/** New loss minus old; by right and wrong alone where a confidence is unknown. */
function differenceOf(pairs: readonly { row: number; other: number }[], old: Run, now: Run) {
  const correct = ({ examples }: Run, rows: number[]) =>
    rows.map((row) => (examples.predictions[row] === examples.labels[row] ? 1 : 0))
  const confidence = ({ examples }: Run, rows: number[]) =>
    rows.map((row) => examples.confidence[row] ?? Number.NaN)
  const [rows, others] = [pairs.map(({ row }) => row), pairs.map(({ other }) => other)]
  const [before, after] = [correct(old, others), correct(now, rows)]
  const [sureBefore, sureAfter] = [confidence(old, others), confidence(now, rows)]
  const isSoft = [...sureBefore, ...sureAfter].every((p) => !Number.isNaN(p))
  const [lossBefore, lossAfter] = [
    errorTarget(before, isSoft ? sureBefore : undefined).target,
    errorTarget(after, isSoft ? sureAfter : undefined).target,
  ]
  return {
    difference: lossAfter.map((loss, i) => loss - (lossBefore[i] ?? 0)),
    broken: Uint8Array.from(after, (right, i) => (right === 0 && before[i] === 1 ? 1 : 0)),
    mended: Uint8Array.from(after, (right, i) => (right === 1 && before[i] === 0 ? 1 : 0)),
  }
}
