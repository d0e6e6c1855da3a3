import fc from 'fast-check'
import { expect, test } from 'vitest'
import { selectHardest, spreadBudget } from './select-hardest.ts'

test('selectHardest() takes the lowest scores of each class, hardest first', () => {
  const scores = Float64Array.of(0.3, -2, 4, -5, 1)
  const { rows } = selectHardest(scores, Int32Array.of(0, 1, 0, 1, 0), [2, 1])
  expect(Array.from(rows)).toEqual([0, 4, 3])
})

test('selectHardest() never takes an unknown class or score', () => {
  const scores = Float64Array.of(Number.NaN, -9, 1)
  const { rows } = selectHardest(scores, Int32Array.of(0, -1, 0), [5])
  expect(Array.from(rows)).toEqual([2])
})

test('selectHardest() gives ties to the earlier row', () => {
  const { rows } = selectHardest(new Float64Array(4), new Int32Array(4), [2])
  expect(Array.from(rows)).toEqual([0, 1])
})

test('selectHardest() takes as many of a class as a large pool has', () => {
  const scores = Float64Array.from({ length: 200_000 }, (_, row) => row % 1000)
  const { rows } = selectHardest(scores, new Int32Array(scores.length), [scores.length])
  expect(rows).toHaveLength(scores.length)
  expect(Array.from(rows.subarray(0, 3))).toEqual([0, 1000, 2000])
})

test('selectHardest() passes over what is like a harder one already chosen, and fills the budget', () => {
  const scores = Float64Array.of(1, 2, 3, 4)
  const { rows, skipped } = selectHardest(scores, new Int32Array(4), [2], {
    similar: (row, chosen) => row === 1 && chosen === 0,
  })
  expect(Array.from(rows)).toEqual([0, 2])
  expect(skipped).toBe(1)
})

test('selectHardest() leaves no candidate behind that is harder than one it took', () => {
  const candidate = fc.record({ score: fc.double({ noNaN: true }), label: fc.nat(2) })
  fc.assert(
    fc.property(fc.array(candidate, { maxLength: 50 }), fc.nat(10), (candidates, budget) => {
      const scores = Float64Array.from(candidates, ({ score }) => score)
      const labels = Int32Array.from(candidates, ({ label }) => label)
      const { rows } = selectHardest(scores, labels, [budget, budget, budget])
      const taken = new Set(rows)
      expect(taken.size).toBe(rows.length)
      for (const label of [0, 1, 2]) {
        const own = candidates.flatMap((c, row) => (c.label === label ? [row] : []))
        const chosen = own.filter((row) => taken.has(row))
        expect(chosen).toHaveLength(Math.min(budget, own.length))
        const worst = Math.max(...chosen.map((row) => scores[row] ?? 0))
        for (const row of own) {
          if (!taken.has(row)) expect(scores[row]).toBeGreaterThanOrEqual(worst)
        }
      }
    }),
  )
})

test('spreadBudget() spends all it can and never takes more than there is', () => {
  fc.assert(
    fc.property(fc.nat(300), fc.array(fc.nat(60), { maxLength: 8 }), (total, available) => {
      const budgets = spreadBudget(total, available)
      const sum = (list: number[]) => list.reduce((a, b) => a + b, 0)
      expect(sum(budgets)).toBe(Math.min(total, sum(available)))
      budgets.forEach((budget, i) => {
        expect(budget).toBeLessThanOrEqual(available[i] ?? 0)
      })
      // Even: a class below another by more than one has nothing left.
      budgets.forEach((budget, i) => {
        if (budgets.some((other) => other > budget + 1)) expect(budget).toBe(available[i])
      })
    }),
  )
})
