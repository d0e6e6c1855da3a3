import { expect, test } from 'vitest'
import { randomSource } from '../vectors/random.ts'
import { holm } from './holm.ts'

/** The closed test: a hypothesis falls if every set of hypotheses with it in falls to Bonferroni. */
function byClosure(p: number[], i: number): number {
  let largest = 0
  for (let set = 1; set < 2 ** p.length; set++) {
    if (!(set & (1 << i))) continue
    const own = p.filter((_, j) => set & (1 << j))
    largest = Math.max(largest, Math.min(1, own.length * Math.min(...own)))
  }
  return largest
}

test('holm() is the closed test made of Bonferroni tests', () => {
  const random = randomSource('holm')
  for (let draw = 0; draw < 50; draw++) {
    const p = Array.from({ length: 1 + (draw % 6) }, () => random() ** 3)
    const adjusted = holm(p)
    for (const i of p.keys()) expect(adjusted[i]).toBeCloseTo(byClosure(p, i), 12)
  }
})
