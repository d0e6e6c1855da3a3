import { countConfusion } from '../../core/outcome/confusion.ts'
import { checkAgreement } from '../../io/checks/agreement.ts'
import { firstFew } from '../../io/files/first-few.ts'
import type { Effects } from '../../run/effects.ts'
import { DataError } from '../../run/errors.ts'
import type { Baseline } from './baseline.ts'
import type { Candidate } from './candidate.ts'
import type { Joined } from './join-examples.ts'

/**
 * Refuses a new model that the frozen modes cannot be measured on.
 *
 * @throws DataError if a class of a mode is missing, or the vectors are of other dimensions or of another encoder.
 */
export function checkCandidate(
  { modes, encoder, classes }: Baseline,
  { name, examples, encoder: own }: Candidate,
  effects: Effects = {},
): void {
  const wanted = [...new Set(modes.map((mode) => mode.class))]
  const missing = wanted.filter((one) => !examples.classes.includes(one))
  if (missing.length > 0) {
    throw new DataError(
      `Cannot check "${name}": it has no class ${firstFew(missing)}, expected every class of a frozen mode`,
      { hint: `its classes are ${firstFew([...examples.classes], 10)}` },
    )
  }
  const added = examples.classes.filter((one) => !classes.includes(one))
  if (added.length > 0) {
    effects.onWarning?.({
      code: 'added-classes',
      message: `"${name}" knows classes that the baseline does not: ${firstFew(added)}`,
    })
  }
  if (!own) return
  if (own.dimensions !== encoder.dimensions) {
    throw new DataError(
      `Cannot check "${name}": vectors of ${own.dimensions} dimensions, expected ${encoder.dimensions} (${encoder.id})`,
      { hint: 'embed the new run with the encoder of the baseline' },
    )
  }
  if (own.digest !== null && encoder.digest !== null && own.digest !== encoder.digest) {
    throw new DataError(
      `Cannot check "${name}": its encoder "${own.id}" is not that of the baseline, "${encoder.id}": other weights or settings`,
      { hint: 'embed the new run with the encoder of the baseline, or freeze a run with this one' },
    )
  }
}

/**
 * Refuses predictions that would be right far more often in another numbering of the classes or in another order of the
 * rows: a swap of two columns makes images of a failure mode right, so that the check would pass.
 */
export function checkAnswers(
  baseline: Baseline,
  { name, examples, run }: Candidate,
  { places, rows }: Joined,
  { onWarning }: Effects = {},
): void {
  const labels = new Int32Array(examples.ids.length).fill(-1)
  rows.forEach((row, i) => {
    const label = baseline.examples.labels[places[i] ?? 0] ?? -1
    labels[row] = examples.classes.indexOf(baseline.classes[label] ?? '')
  })
  const table = { ...examples, labels }
  const confusion = countConfusion(table)
  for (const finding of checkAgreement({ table, confusion, hasThreshold: false })) {
    const { code, severity, message } = finding
    const hint = run ? finding.hint : 'write names of classes, each beside the id of its image'
    if (severity === 'refuse' || code === 'other-numbering') {
      throw new DataError(`Cannot check "${name}": ${message}`, { hint })
    }
    onWarning?.({ code, message: `${message}; ${hint}` })
  }
}
