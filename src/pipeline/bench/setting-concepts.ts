import { type Random, shuffled } from '../../core/vectors/random.ts'
import type { SettingKind } from './bench-setting.ts'
import type { Attribute, BenchSource } from './bench-source.ts'
import { correlatedCells, drawCells } from './sample-cells.ts'
import { wordOf } from './slice-words.ts'

/** Fewer test rows in a slice make no ten hardest. */
export const LEAST_IN_SLICE = 10
/** Error rate of a real model inside a slice, less that of the rest of its class. */
const REAL_GAP = 0.25

/** A binary target with its slices, before any row is drawn. */
export interface Concept {
  name: string
  /** 1 = the target, over the rows of the source. */
  target: Uint8Array
  slices: { name: string; words: readonly string[]; label: 0 | 1; has: Uint8Array }[]
  /** Rows to draw from a list for so many rows of the target; undefined = impossible. */
  draw: (rows: Int32Array, size: number, random: Random) => Int32Array | undefined
}

type ConceptOf = (source: BenchSource, strength: number, random: Random) => Concept | undefined

/** What each kind of setting hides, drawn at random; undefined where the data do not hold it. */
export const CONCEPTS: Record<SettingKind, ConceptOf> = {
  rare: (source, strength, random) => {
    const { target, title, has, name } = classInHalf(source, random)
    return {
      name,
      target,
      slices: [{ name: title, words: [title], label: 1, has }],
      draw: (rows, size, draws) => {
        const inSlice = Math.round(size * strength)
        const others = rows.filter((row) => target[row] === 1 && has[row] === 0)
        return drawCells(
          [
            { rows: rows.filter((row) => has[row] === 1), count: inSlice },
            { rows: others, count: size - inSlice },
            { rows: rows.filter((row) => target[row] === 0), count: size },
          ],
          draws,
        )
      },
    }
  },
  correlation: (source, strength, random) => {
    const { target, name } = halfOfClasses(source, random)
    if (source.attributes.length === 0) return undefined
    const attribute = pick(source.attributes, random)
    const { name: other, has } = attribute
    return {
      name: `${name} with ${other}`,
      target,
      slices: [
        { name: `${other}, not the target`, words: wordsOf(attribute), label: 0, has },
        { name: `not ${other}`, words: [], label: 1, has: has.map((value) => 1 - value) },
      ],
      draw: (rows, size, draws) => {
        const cell = (a: number, b: number) =>
          rows.filter((row) => target[row] === a && has[row] === b)
        const share = (a: Uint8Array) => rows.filter((row) => a[row] === 1).length / rows.length
        const mean = Math.min(share(target), share(has))
        const { n00, n01, n10, n11 } = correlatedCells(size / mean, mean, strength)
        return drawCells(
          [
            { rows: cell(0, 0), count: n00 },
            { rows: cell(0, 1), count: n01 },
            { rows: cell(1, 0), count: n10 },
            { rows: cell(1, 1), count: n11 },
          ],
          draws,
        )
      },
    }
  },
  'noisy label': (source, _, random) => {
    const { target, title, has, name } = classInHalf(source, random)
    return {
      name,
      target,
      slices: [
        { name: title, words: [title], label: 1, has },
        { name: `${title}, mislabelled`, words: [title], label: 0, has },
      ],
      draw: balancedDraw(target),
    }
  },
  'blind spots': (source, strength, random) => {
    const { target, name } = halfOfClasses(source, random)
    const total = count(target)
    const spots: Concept['slices'] = []
    for (let attempt = 0; attempt < 200 && spots.length < strength; attempt++) {
      if (source.attributes.length < 2) return undefined
      const [a, b] = [pick(source.attributes, random), pick(source.attributes, random)]
      if (a.column === b.column) continue
      const has = target.map((value, row) => value & (a.has[row] ?? 0) & (b.has[row] ?? 0))
      const share = count(has) / total
      const isOther = spots.every((spot) =>
        has.every((value, row) => !(value === 1 && spot.has[row] === 1)),
      )
      if (share >= 0.04 && share <= 0.2 && isOther)
        spots.push({ name: `${a.name}, ${b.name}`, words: wordsOf(a, b), label: 1, has })
    }
    if (spots.length < strength) return undefined
    return {
      name: `${spots.map((spot) => spot.name).join('; ')} in ${name}`,
      target,
      slices: spots,
      draw: balancedDraw(target),
    }
  },
  real: (source, _, random) => {
    const label = pick(distinct(source.labels), random)
    const target = ofClass(source, label)
    const isWrong = (row: number) => source.predictions[row] !== source.labels[row]
    const gaps = source.attributes.filter(({ has }) => {
      const own = [...target.keys()].filter(
        (row) => target[row] === 1 && (source.predictions[row] ?? -1) >= 0,
      )
      const rate = (rows: number[]) => rows.filter(isWrong).length / rows.length
      const inside = own.filter((row) => has[row] === 1)
      const outside = own.filter((row) => has[row] === 0)
      return inside.length >= 4 * LEAST_IN_SLICE && rate(inside) - rate(outside) >= REAL_GAP
    })
    if (gaps.length === 0) return undefined
    const attribute = pick(gaps, random)
    const { name, has } = attribute
    return {
      name: `${source.classes[label]}, ${name}`,
      target,
      slices: [{ name, words: wordsOf(attribute), label: 1, has }],
      draw: balancedDraw(target),
    }
  },
}

/** As many rows of the rest as of the target, in their natural mixture. */
function balancedDraw(target: Uint8Array): Concept['draw'] {
  return (rows, size, random) =>
    drawCells(
      [
        { rows: rows.filter((row) => target[row] === 1), count: size },
        { rows: rows.filter((row) => target[row] === 0), count: size },
      ],
      random,
    )
}

/** A target made of half of the classes: what a hypernym is to Domino. */
function halfOfClasses(source: BenchSource, random: Random) {
  const order = shuffled(distinct(source.labels), random)
  const members = order.slice(0, Math.ceil(order.length / 2)).sort((a, b) => a - b)
  const isMember = new Set(members)
  const target = Uint8Array.from(source.labels, (label) => (isMember.has(label) ? 1 : 0))
  return { target, members, name: members.map((label) => source.classes[label]).join('+') }
}

/** One class of such a target. */
function classInHalf(source: BenchSource, random: Random) {
  const { target, members, name } = halfOfClasses(source, random)
  const label = pick(members, random)
  const title = source.classes[label] ?? ''
  return { target, title, has: ofClass(source, label), name: `${title} in ${name}` }
}

const wordsOf = (...attributes: readonly Attribute[]) =>
  attributes.flatMap((attribute) => wordOf(attribute) ?? [])

/** How many are marked. */
export const count = (marks: Uint8Array) => marks.reduce((sum, one) => sum + one, 0)
const ofClass = ({ labels }: BenchSource, wanted: number) =>
  Uint8Array.from(labels, (label) => (label === wanted ? 1 : 0))
const distinct = (labels: Int32Array) => [...new Set(labels)].sort((a, b) => a - b)
const pick = <T>(list: readonly T[], random: Random): T =>
  list[Math.floor(random() * list.length)] as T
