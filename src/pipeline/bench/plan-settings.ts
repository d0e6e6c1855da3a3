import type { SettingKind } from './bench-setting.ts'
import type { SettingPlan } from './make-setting.ts'

/** Strengths by kind: Domino's grids where small data allow them; blind spots: how many. */
const STRENGTHS: Record<SettingKind, readonly number[]> = {
  rare: [0.1, 0.2],
  correlation: [0.4, 0.6],
  'noisy label': [0.2, 0.4],
  'blind spots': [1, 2, 3],
  real: [1],
}
const SIZES = [60, 200, 500, 1000, 2000, 5000]
const QUICK_SIZES = [60, 200]

/** The settings of the benchmark, a null one beside every second. @param quick - Few small ones. */
export function planSettings({ quick, seed }: { quick: boolean; seed: number }): SettingPlan[] {
  const [sizes, draws] = quick ? [QUICK_SIZES, 2] : [SIZES, 5]
  const plans: SettingPlan[] = []
  for (const [kind, strengths] of Object.entries(STRENGTHS) as [SettingKind, readonly number[]][]) {
    for (const size of sizes) {
      for (const strength of strengths) {
        for (let draw = 0; draw < draws; draw++) {
          const plan = { kind, size, strength, seed: seed * 1000 + draw }
          plans.push({ ...plan, isNull: false })
          if (draw % 2 === 0) plans.push({ ...plan, isNull: true })
        }
      }
    }
  }
  return plans
}
