import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Matrix64 } from '../vectors/matrix.ts'
import { gramMatrix, type KernelRows } from './gram.ts'
import { plainKernels } from './kernels/plain-kernels.ts'
import { type SvcSolution, solveSvc } from './svc.ts'
import type { SvcOptions } from './svc-state.ts'
import { balancedWeights, svcWeights } from './svc-weights.ts'

/** Whole numbers, so that float32 kernel values are exact and optimality can be checked to many digits. */
const problems = fc
  .tuple(fc.integer({ min: 2, max: 24 }), fc.integer({ min: 1, max: 4 }))
  .chain(([rows, cols]) =>
    fc.record({
      z: fc
        .array(fc.integer({ min: -6, max: 6 }), { minLength: rows * cols, maxLength: rows * cols })
        .map((values): Matrix64 => ({ data: Float64Array.from(values), rows, cols })),
      correct: fc
        .array(fc.constantFrom(0, 1), { minLength: rows, maxLength: rows })
        .map((flags) => Uint8Array.from([...flags.slice(2), 0, 1])),
      C: fc.constantFrom(1e-4, 1e-2, 1),
    }),
  )

const TIGHT = { tolerance: 1e-9 }

/** A thousand times the solver's tolerance, for problems that are badly conditioned; decision values are around 1. */
const CLOSE = 1e-6

test('solveSvc() meets the optimality conditions', () => {
  fc.assert(
    fc.property(problems, ({ z, correct, C }) => {
      const weights = balancedWeights(correct)
      const { duals, bias } = solve(z, correct, C)
      const values = decisionValues(z, correct, { duals, bias })
      let balance = 0
      duals.forEach((dual, row) => {
        const side = correct[row] === 1 ? 1 : -1
        const bound = C * weights[correct[row]]
        const margin = side * values[row]
        balance += side * dual
        expect(dual).toBeGreaterThanOrEqual(0)
        expect(dual).toBeLessThanOrEqual(bound * (1 + 1e-12)) // a last bit of rounding
        if (dual < bound) expect(margin).toBeGreaterThan(1 - CLOSE)
        if (dual > 0) expect(margin).toBeLessThan(1 + CLOSE)
      })
      expect(Math.abs(balance)).toBeLessThan(1e-9 * C * z.rows)
    }),
  )
})

test('solveSvc() closes the gap between the dual and the primal problem', () => {
  fc.assert(
    fc.property(problems, ({ z, correct, C }) => {
      const sides = balancedWeights(correct)
      const solution = solve(z, correct, C)
      const w = svcWeights(z, correct, solution.duals)
      const losses = decisionValues(z, correct, solution).map((value, row) => {
        const side = correct[row] === 1 ? 1 : -1
        return C * sides[correct[row]] * Math.max(0, 1 - side * value)
      })
      const primal = w.reduce((sum, value) => sum + (value * value) / 2, 0) + total(losses)
      expect(primal - solution.objective).toBeGreaterThan(-1e-9 * Math.max(1, primal))
      expect(primal - solution.objective).toBeLessThan(CLOSE * C * z.rows)
    }),
  )
})

test('solveSvc() does not depend on the order of the rows', () => {
  fc.assert(
    fc.property(problems, fc.nat(), ({ z, correct, C }, seed) => {
      const order = Array.from({ length: z.rows }, (_, row) => row).sort(
        (a, b) => (((a + 1) * (seed + 7)) % 101) - (((b + 1) * (seed + 7)) % 101),
      )
      const shuffled = { ...z, data: Float64Array.from(order.flatMap((row) => [...rowOf(z, row)])) }
      expectSameValues(
        scores(z, correct, solve(z, correct, C)),
        unshuffle(shuffled, order, correct, C),
      )
    }),
  )
})

test('solveSvc() turns with the space', () => {
  fc.assert(
    fc.property(problems, ({ z, correct, C }) => {
      // A rotation of two columns by whole numbers: five times (3/5, 4/5), undone by taking all rows five times as long.
      const five = { ...z, data: z.data.map((value) => 5 * value) }
      const turned = { ...z, data: z.data.slice() }
      for (let at = 0; at < z.data.length; at += z.cols) {
        const [a, b] = [z.data[at], z.cols > 1 ? z.data[at + 1] : 0]
        turned.data.set(rowOf(five, at / z.cols), at)
        if (z.cols > 1) turned.data.set([3 * a - 4 * b, 4 * a + 3 * b], at)
      }
      expectSameValues(
        scores(five, correct, solve(five, correct, C)),
        scores(turned, correct, solve(turned, correct, C)),
      )
    }),
  )
})

test('solveSvc() changes sign when the sides are swapped', () => {
  fc.assert(
    fc.property(problems, ({ z, correct, C }) => {
      const swapped = correct.map((value) => 1 - value)
      expectSameValues(
        scores(z, correct, solve(z, correct, C)),
        scores(z, swapped, solve(z, swapped, C)).map((value) => -value),
      )
    }),
  )
})

test('plain and WASM kernels, stored and computed on demand, give the same bits', () => {
  fc.assert(
    fc.property(problems, ({ z, correct, C }) => {
      const options = { C, weights: balancedWeights(correct) }
      const expected = solveSvc(gramMatrix(z), correct, options)
      const plain = { kernels: plainKernels }
      expect(solveSvc(gramMatrix(z, plain), correct, { ...options, ...plain })).toEqual(expected)
      expect(solveSvc(gramMatrix(z, { budget: 0 }), correct, options)).toEqual(expected)
    }),
  )
})

test('solveSvc() says when it ran out of iterations', () => {
  const z = { data: Float64Array.of(-3, -1, 0, 1, -2, 2, 4, 5), rows: 8, cols: 1 }
  const correct = Uint8Array.of(0, 0, 0, 0, 1, 1, 1, 1)
  expect(solve(z, correct, 1, { maxIterations: 2 })).toMatchObject({
    iterations: 2,
    converged: false,
  })
})

test('solveSvc() changes nothing that it was given', () => {
  const z = { data: Float64Array.of(-1, 2, 3), rows: 3, cols: 1 }
  const kernel = gramMatrix(z)
  const correct = Uint8Array.of(0, 1, 1)
  const copy = kernelValues(kernel)
  solveSvc(kernel, correct, { C: 1, weights: [1, 1] })
  expect(kernelValues(kernel)).toEqual(copy)
  expect([...correct]).toEqual([0, 1, 1])
})

test('solveSvc() refuses what it cannot fit', () => {
  const kernel = gramMatrix({ data: Float64Array.of(1, 2), rows: 2, cols: 1 })
  const options: SvcOptions = { C: 1, weights: [1, 1] }
  const both = Uint8Array.of(0, 1)
  expect(() => solveSvc(kernel, Uint8Array.of(1), options)).toThrow('1 flags, expected 2')
  expect(() => solveSvc(kernel, Uint8Array.of(1, 1), options)).toThrow('expected both 0 and 1')
  expect(() => solveSvc(kernel, both, { ...options, C: 0 })).toThrow('expected numbers above 0')
})

function solve(
  z: Matrix64,
  correct: Uint8Array,
  C: number,
  options: Partial<SvcOptions> = {},
): SvcSolution {
  return solveSvc(gramMatrix(z), correct, {
    C,
    weights: balancedWeights(correct),
    ...TIGHT,
    ...options,
  })
}

function decisionValues(
  z: Matrix64,
  correct: Uint8Array,
  { duals, bias }: Pick<SvcSolution, 'duals' | 'bias'>,
): number[] {
  const weights = svcWeights(z, correct, duals)
  return Array.from({ length: z.rows }, (_, row) =>
    rowOf(z, row).reduce((sum, value, col) => sum + value * weights[col], bias),
  )
}

/** w·z alone: where every dual is at a bound the best biases are a whole interval. */
const scores = (
  z: Matrix64,
  correct: Uint8Array,
  { duals }: Pick<SvcSolution, 'duals'>,
): number[] => decisionValues(z, correct, { duals, bias: 0 })

function unshuffle(shuffled: Matrix64, order: number[], correct: Uint8Array, C: number): number[] {
  const flags = Uint8Array.from(order, (row) => correct[row])
  const values = scores(shuffled, flags, solve(shuffled, flags, C))
  return order.map((_, row) => values[order.indexOf(row)])
}

function expectSameValues(found: number[], expected: number[]): void {
  found.forEach((value, row) => {
    expect(Math.abs(value - expected[row])).toBeLessThan(CLOSE)
  })
}

function rowOf({ data, cols }: Matrix64, row: number): Float64Array {
  return data.subarray(row * cols, (row + 1) * cols)
}

function kernelValues(kernel: KernelRows): number[][] {
  return Array.from({ length: kernel.size }, (_, row) => [...kernel.row(row)])
}

const total = (values: number[]): number => values.reduce((sum, value) => sum + value, 0)
