import type { ErrorCount } from '../../core/guard/change-evidence.ts'
import type { JudgedChange } from '../../core/guard/judge-changes.ts'
import { wilsonInterval } from '../../core/statistics/wilson.ts'
import type { ChangeRecord } from '../../run/compare-file.ts'

/** A judged change as JSON keeps it. */
export function changeRecord(change: JudgedChange): ChangeRecord {
  const { broken, mended, units, difference, interval, adjusted, verdict, needed } = change
  return {
    old: countRecord(change.old),
    new: countRecord(change.new),
    broken: broken ?? null,
    mended: mended ?? null,
    units,
    difference: Number.isNaN(difference) ? null : difference,
    interval,
    p: adjusted,
    verdict,
    needed: needed ?? null,
  }
}

function countRecord({ examples, errors }: ErrorCount): ChangeRecord['old'] {
  if (examples === 0) return { examples, errors, accuracy: null, interval: null }
  const right = examples - errors
  return { examples, errors, accuracy: right / examples, interval: wilsonInterval(right, examples) }
}
