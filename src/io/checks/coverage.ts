import { firstFew } from '../files/first-few.ts'
import type { CheckFacts, Finding } from './finding.ts'

/** Fewer labels may all differ. */
const LEAST_LABELLED = 20

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
    const verb = names.length === 1 ? 'is' : 'are'
    const message = `${names.length} of ${classes.length} classes ${verb} ${what}: ${firstFew(names)}`
    findings.push({ code, severity: 'warn', message, hint })
  }
  warn(
    'never-labelled',
    neverLabelled,
    'predicted, but the label of no example',
    'check that labels and predictions use the same names and numbers',
  )
  warn(
    'never-predicted',
    neverPredicted,
    'never predicted, though there are examples with that label',
    'check that labels and predictions use the same names and numbers',
  )
  warn(
    'always-wrong',
    alwaysWrong,
    'predicted wrong in every example',
    'check the order of the class names; if it is true, there is nothing to tell its errors from',
  )
  return [...findings, ...checkKinds(classes, labelled, total)]
}

/** Labels that are no classes: one for all, one an example, several in one. */
function checkKinds(classes: readonly string[], labelled: Int32Array, total: number): Finding[] {
  const known = classes.filter((_, c) => (labelled[c] as number) > 0)
  const few = firstFew(known, 3)
  const hint = 'name the column of true classes in dataset.columns.label'
  const finding = (code: string, message: string): Finding[] => [
    { code, severity: 'warn', message, hint },
  ]
  if (known.length === 1) {
    return finding('one-class', `all ${total} labelled examples are of one class, ${few}`)
  }
  if (total >= LEAST_LABELLED && known.length > total / 2) {
    return finding(
      'class-an-example',
      `${total} labelled examples have ${known.length} different labels (${few}): that looks like ids or measurements`,
    )
  }
  const names = new Set(classes)
  const joined = known.filter((name) => {
    const parts = name.split(/\s*[|;,+&]\s*/)
    return parts.length > 1 && parts.every((part) => names.has(part))
  })
  if (joined.length === 0) return []
  return finding(
    'joined-labels',
    `${joined.length} of ${known.length} classes are other classes joined (${firstFew(joined, 3)}): taken as classes of their own, though they look like several labels an image`,
  )
}
