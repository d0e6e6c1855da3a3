import type { CompareFile } from '../../src/run/compare-file.ts'
import { directionsOf, wilson } from './directions-of.ts'
import type { RunPlan } from './plan-run.ts'

/** `comparison.json` of a plan: an older model that erred twice as often on the first failure mode, and less on the second. */
export function comparisonOf(plan: RunPlan): CompareFile {
  const count = (examples: number, errors: number) => ({
    examples,
    errors,
    accuracy: examples === 0 ? null : 1 - errors / examples,
    interval: examples === 0 ? null : wilson(examples - errors, examples),
  })
  const change = (examples: number, before: number, after: number) => {
    const difference = (after - before) / Math.max(1, examples)
    const verdict = difference < -0.05 ? 'better' : difference > 0.05 ? 'worse' : 'safe'
    return {
      old: count(examples, before),
      new: count(examples, after),
      broken: Math.max(0, after - before),
      mended: Math.max(0, before - after),
      units: examples,
      difference,
      interval: [difference - 0.04, difference + 0.04] as [number, number],
      p: { worse: 0.2, better: 0.01, safe: 0.03 },
      verdict: verdict as 'better' | 'worse' | 'safe',
      needed: null,
    }
  }
  const modes = directionsOf(plan).classes.flatMap(({ class: name, directions }, label) => {
    const flagged = directions[0]?.heldOut?.flagged
    if (!flagged || plan.states[label] !== 'ok') return []
    const { examples, errors } = flagged
    const before = label === 0 ? Math.min(examples, errors * 2) : Math.floor(errors / 2)
    const broken = plan.ids.flatMap((id, row) =>
      plan.labels[row] === label && plan.predictions[row] !== label && plan.splits[row] === 'test'
        ? [{ id, image: id, label: name, prediction: plan.classes[plan.predictions[row]] ?? '' }]
        : [],
    )
    return [
      {
        ...change(examples, before, errors),
        id: `${name}#1`,
        class: name,
        rank: 1,
        name: null,
        worst: label === 0 ? [] : broken.slice(0, 6),
      },
    ]
  })
  return {
    format: 'faultline-comparison',
    version: 1,
    tool: 'faultline 0.1.0',
    old: 'shapes-before',
    new: 'shapes',
    paired: true,
    joined: { examples: plan.ids.length, missing: 0, relabelled: 0, moved: 0 },
    margin: 0.02,
    alpha: 0.05,
    verdict: 'fail',
    summary: [`"shapes" against "shapes-before": 1 of ${modes.length} failure modes got worse`],
    overall: change(plan.ids.length, 40, 36),
    classes: modes.map(({ id: _, rank: __, name: ___, worst: ____, ...rest }) => rest),
    modes,
    newModes: [],
    shifts: null,
    warnings: [],
    madeFrom: [],
  }
}
