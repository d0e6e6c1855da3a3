import { firstFew } from '../files/first-few.ts'
import type { CheckFacts, Finding } from './finding.ts'

/** A class with fewer examples may be missed by chance. */
const LEAST_EXAMPLES = 5

/** Classes that are never labelled, never predicted, or never predicted right. */
export function checkCoverage({ table, confusion }: CheckFacts): Finding[] {
  const { labelled, predicted, pairs, total } = confusion
  if (total === 0) return []
  const right = new Set(pairs.filter((pair) => pair.label === pair.prediction).map((p) => p.label))
  const { classes } = table
  const where = (holds: (c: number) => boolean) => classes.filter((_, c) => holds(c))
  const count = (counts: Int32Array, c: number) => counts[c] as number
  const neverLabelled = where((c) => count(labelled, c) === 0 && count(predicted, c) > 0)
  const enough = (c: number) => count(labelled, c) >= LEAST_EXAMPLES
  const neverPredicted = where((c) => enough(c) && count(predicted, c) === 0)
  const alwaysWrong = where((c) => enough(c) && count(predicted, c) > 0 && !right.has(c))
  const findings: Finding[] = []
  const warn = (code: string, names: readonly string[], what: string, hint: string) => {
    if (names.length === 0) return
    const noun = names.length === 1 ? 'class is' : 'classes are'
    const message = `${names.length} of ${classes.length} ${noun} ${what}: ${firstFew(names)}`
    findings.push({ code, severity: 'warn', message, hint })
  }
  warn(
    'never-labelled',
    neverLabelled,
    'predicted, but no example has it as its label',
    'check that labels and predictions use the same names and numbers',
  )
  warn(
    'never-predicted',
    neverPredicted,
    'never predicted, though it has labelled examples',
    'check that labels and predictions use the same names and numbers',
  )
  warn(
    'always-wrong',
    alwaysWrong,
    'predicted wrong in every example',
    'check the order of the class names; if it is true, there is nothing to tell its errors from',
  )
  return findings
}
