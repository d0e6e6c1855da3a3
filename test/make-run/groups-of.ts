import type { GroupReport, GroupsFile } from '../../src/run/groups-file.ts'
import type { Slice, SlicesFile } from '../../src/run/slices-file.ts'
import { rowsByClass, wilson } from './directions-of.ts'
import { plantedOf, type RunPlan } from './plan-run.ts'

/** `groups.json`: the planted scene as a known group, for the first classes. */
export function groupsOf(plan: RunPlan): GroupsFile {
  const reports = rowsByClass(plan)
    .slice(0, 20)
    .map((all, label): GroupReport => {
      const rows = all.filter((row) => plan.splits[row] === 'test')
      const n = Math.max(1, rows.length)
      const share = (part: readonly number[], whole: readonly number[]) =>
        part.length / Math.max(1, whole.length)
      const minority = rows.filter((row) => plan.hard[row] === 1)
      const errors = rows.filter((row) => plan.predictions[row] !== label)
      const flagged = rows.filter((row) => plan.decisionValues[row] <= 0)
      const inMinority = (part: readonly number[]) => part.filter((row) => plan.hard[row] === 1)
      const k = [0.05, 0.1, 0.2, 0.4, 0.7, 1].map((f) => Math.max(1, Math.round(f * n)))
      const curve = (by: 'decision value' | 'confidence' | 'random', order: readonly number[]) => ({
        by,
        k,
        minorityShare: k.map((top) => share(inMinority(order.slice(0, top)), order.slice(0, top))),
      })
      return {
        column: 'scene',
        class: plan.classes[label],
        minority: plan.options.hostile ? '<b onmouseover=window.pwned=1>' : plantedOf(label).hard,
        split: 'test',
        examples: rows.length,
        minorityShare: share(minority, rows),
        errorRate: share(errors, rows),
        flaggedShare: share(flagged, rows),
        minorityShareOfErrors: share(inMinority(errors), errors),
        minorityShareOfFlagged: share(inMinority(flagged), flagged),
        minorityFlagged: share(inMinority(flagged), minority),
        minorityErrs: share(inMinority(errors), minority),
        curves: [
          curve(
            'decision value',
            rows.toSorted((a, b) => plan.decisionValues[a] - plan.decisionValues[b]),
          ),
          curve(
            'confidence',
            rows.toSorted((a, b) => plan.confidence[a] - plan.confidence[b]),
          ),
          curve('random', rows),
        ],
      }
    })
  return { reports }
}

/** `slices.json`: the flagged held-out images of each class with a direction. */
export function slicesOf(plan: RunPlan): SlicesFile {
  const slices = rowsByClass(plan).flatMap((all, label): Slice[] => {
    if (plan.states[label] !== 'ok') return []
    const rows = all
      .filter((row) => plan.splits[row] === 'test' && plan.decisionValues[row] <= 0)
      .toSorted((a, b) => plan.decisionValues[a] - plan.decisionValues[b])
      .slice(0, 200)
    const right = rows.filter((row) => plan.predictions[row] === label).length
    return [
      {
        name: `${plan.classes[label]}, hard`,
        class: plan.classes[label],
        direction: 1,
        side: 'hard',
        rule: 'decision value <= 0 on split test',
        split: 'test',
        ids: rows.map((row) => plan.ids[row]),
        accuracy: rows.length > 0 ? right / rows.length : null,
        interval: rows.length > 0 ? wilson(right, rows.length) : null,
        caption: null,
      },
    ]
  })
  return { slices }
}
