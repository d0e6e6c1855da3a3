import type { ClassDirections, DirectionsFile, HeldOut } from '../../src/run/directions-file.ts'
import { BIAS, NORM, type RunPlan } from './plan-run.ts'

/** Wilson's 95 % interval, enough for a test run. */
export function wilson(hits: number, n: number): [number, number] {
  if (n === 0) return [0, 1]
  const [z, p] = [1.96, hits / n]
  const middle = (p + (z * z) / (2 * n)) / (1 + (z * z) / n)
  const half = (z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))) / (1 + (z * z) / n)
  return [Math.max(0, middle - half), Math.min(1, middle + half)]
}

/** `directions.json` of a plan. */
export function directionsOf(plan: RunPlan): DirectionsFile {
  const rows = rowsByClass(plan)
  let row = 0
  let mode = 0
  const classes = plan.classes.map((name, label): ClassDirections => {
    const val = rows[label].filter((r) => plan.splits[r] === 'val')
    const errors = val.filter((r) => plan.predictions[r] !== label).length
    const state = plan.states[label]
    const reason = {
      ok: `errors gather on one side of a direction, found again on images it was not fitted on`,
      'not-significant': 'its errors do not gather in one kind of image beyond chance',
      'not-enough-errors': `${errors} errors, at least 5 are needed to say anything`,
    }[state]
    if (state === 'not-enough-errors') {
      return { class: name, state, reason, examples: val.length, errors, directions: [], modes: [] }
    }
    const auroc = state === 'ok' ? 0.72 + (0.2 * ((label * 7919) % 13)) / 13 : 0.53
    const half = 0.6 / Math.sqrt(Math.max(4, val.length))
    const first = {
      rank: 1,
      row: row++,
      C: null,
      penalty: 30,
      bias: BIAS,
      norm: NORM,
      balancedAccuracy: auroc - 0.06,
      auroc,
      aurocInterval: [auroc - half, Math.min(1, auroc + half)] as [number, number],
      p: state === 'ok' ? 0.005 : 0.3,
      reached: state === 'ok' ? 0 : 60,
      drawn: 199,
      q: state === 'ok' ? 0.005 : 0.42,
      scale: {
        values: { mean: 0.1, deviation: 0.5 },
        target: { mean: 0.4, deviation: 0.6, isSoft: true },
      },
      heldOut: heldOutOf(plan, rows[label], label),
    }
    const second = {
      ...first,
      rank: 2,
      row: row++,
      auroc: 0.64,
      aurocInterval: [0.57, 0.71] as [number, number],
      p: 0.01,
      q: 0.01,
    }
    const directions = state === 'ok' && label % 3 === 0 ? [first, second] : [first]
    const { flagged, unflagged, difference, differenceInterval, split } = first.heldOut
    const modes: ClassDirections['modes'] =
      state === 'ok'
        ? [
            {
              number: 1,
              row: mode++,
              examples: Math.round(errors * 0.8),
              heldOut: { split, mode: flagged, others: unflagged, difference, differenceInterval },
              isClaimed: difference > 0.08,
            },
          ]
        : []
    return { class: name, state, reason, examples: val.length, errors, directions, modes }
  })
  return {
    profile: 'robust',
    fitSplit: 'val',
    standardizer: {
      split: 'train',
      rows: plan.splits.filter((s) => s === 'train').length,
      constantFeatures: [],
    },
    classes,
  }
}

export function rowsByClass(plan: RunPlan): number[][] {
  const rows: number[][] = plan.classes.map(() => [])
  for (const [row, label] of plan.labels.entries()) rows[label].push(row)
  return rows
}

function heldOutOf(
  plan: RunPlan,
  rows: readonly number[],
  label: number,
): HeldOut & { difference: number } {
  const test = rows.filter((row) => plan.splits[row] === 'test')
  const rate = (flagged: boolean) => {
    const part = test.filter((row) => plan.decisionValues[row] <= 0 === flagged)
    const errors = part.filter((row) => plan.predictions[row] !== label).length
    const empty = part.length === 0
    return {
      examples: part.length,
      errors,
      errorRate: empty ? null : errors / part.length,
      interval: empty ? null : wilson(errors, part.length),
    }
  }
  const [flagged, unflagged] = [rate(true), rate(false)]
  const difference = (flagged.errorRate ?? 0) - (unflagged.errorRate ?? 0)
  return {
    split: 'test',
    flagged,
    unflagged,
    difference,
    differenceInterval: [difference - 0.08, difference + 0.08],
    auroc: plan.states[label] === 'ok' ? 0.76 : 0.52,
    aurocInterval: plan.states[label] === 'ok' ? [0.7, 0.82] : [0.44, 0.6],
  }
}
