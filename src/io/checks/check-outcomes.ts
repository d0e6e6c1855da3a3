import { countConfusion } from '../../core/outcome/confusion.ts'
import type { Warn } from '../../run/effects.ts'
import { DataError } from '../../run/errors.ts'
import { checkAgreement } from './agreement.ts'
import { checkConfidence } from './confidence.ts'
import { checkCoverage } from './coverage.ts'
import type { CheckedExamples, CheckFacts, Finding } from './finding.ts'
import { checkProbabilities } from './probabilities.ts'

/** Every check of labels against predictions against probabilities. */
const CHECKS: readonly ((facts: CheckFacts) => Finding[])[] = [
  checkAgreement,
  checkCoverage,
  checkConfidence,
  checkProbabilities,
]

/** What the checks find in a table. */
export function outcomeFindings(table: CheckedExamples, hasThreshold = false): Finding[] {
  const facts = { table, confusion: countConfusion(table), hasThreshold }
  return CHECKS.flatMap((check) => check(facts))
}

/** How to check. */
export interface CheckOptions {
  hasThreshold?: boolean
  /** Codes of refusals that the user has looked at and accepts: they are warnings then. */
  accept?: readonly string[] | undefined
  onWarning?: Warn | undefined
}

/**
 * Compares the columns of a table that must agree. Warns about what may be wrong.
 *
 * @param table - n examples; what is unknown is not compared.
 * @throws DataError on the first thing that cannot be right.
 */
export function checkOutcomes(table: CheckedExamples, options: CheckOptions = {}): void {
  const { hasThreshold = false } = options
  tellFindings('labels and predictions', outcomeFindings(table, hasThreshold), options)
}

/** Warns of what was found. @throws DataError on the first thing that cannot be right, unless its code is accepted. */
export function tellFindings(
  what: string,
  findings: readonly Finding[],
  { accept = [], onWarning }: Pick<CheckOptions, 'accept' | 'onWarning'>,
): void {
  const refusal = findings.find(
    ({ severity, code }) => severity === 'refuse' && !accept.includes(code),
  )
  for (const finding of findings) {
    if (finding === refusal) continue
    onWarning?.({ code: finding.code, message: `${finding.message}; ${finding.hint}` })
  }
  if (refusal === undefined) return
  throw new DataError(`Cannot use these ${what}: ${refusal.message}`, {
    hint: `${refusal.hint}; if it is right as it is, --set dataset.accept='["${refusal.code}"]'`,
  })
}
