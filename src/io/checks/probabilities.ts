import { matrixRow } from '../../core/vectors/matrix.ts'
import { type CheckFacts, type Finding, fewRows, percent } from './finding.ts'

/** What rounding does to a sum and to a probability. */
const SUM_SLACK = 0.02
const SLACK = 0.0051

/** Whether probabilities sum to 1, are largest for the prediction, and agree with the confidence. */
export function checkProbabilities({ table, hasThreshold }: CheckFacts): Finding[] {
  const { probabilities, ids } = table
  if (probabilities === undefined || hasThreshold) return []
  const known = [...ids.keys()].filter((row) => !Number.isNaN(matrixRow(probabilities, row)[0]))
  const sums = known.map((row) => matrixRow(probabilities, row).reduce((a, b) => a + b, 0))
  const unsummed = known.filter((_, i) => Math.abs((sums[i] as number) - 1) > SUM_SLACK)
  const findings: Finding[] = []
  if (unsummed.length > 0) {
    const first = sums[known.indexOf(unsummed[0] as number)] as number
    findings.push({
      code: 'probability-sums',
      severity: 'warn',
      message: `probabilities do not sum to 1 in ${unsummed.length} of ${known.length} rows: ${fewRows(unsummed, ids)}, ${first.toPrecision(3)} in the first`,
      hint: 'right for one sigmoid a class; else give the probabilities of all classes, after softmax',
    })
  }
  return [...findings, ...contradictions(table, known)]
}

function contradictions(table: CheckFacts['table'], known: readonly number[]): Finding[] {
  const { probabilities, predictions, labels, confidence, ids } = table
  if (probabilities === undefined) return []
  const at = (row: number, c: number) => probabilities.data[row * probabilities.cols + c] as number
  const predicted = known.filter((row) => predictions[row] !== -1)
  const other = predicted.filter((row) => {
    const own = at(row, predictions[row] as number)
    return matrixRow(probabilities, row).some((value) => value > own + SLACK)
  })
  const findings: Finding[] = []
  if (other.length > 0) {
    const share = other.length / predicted.length
    findings.push({
      code: 'prediction-contradicts',
      severity: share > 0.5 ? 'refuse' : 'warn',
      message: `the class of the largest probability is not the prediction in ${other.length} of ${predicted.length} rows (${percent(share)}): ${fewRows(other, ids)}`,
      hint: 'check the order of the probabilities against dataset.classes, and that both are of one model',
    })
  }
  const labelled = known.filter((row) => labels[row] !== -1 && !Number.isNaN(confidence[row]))
  const unlike = labelled.filter(
    (row) => Math.abs((confidence[row] as number) - at(row, labels[row] as number)) > SLACK,
  )
  if (unlike.length > 0) {
    const share = unlike.length / labelled.length
    findings.push({
      code: 'confidence-unlike-probabilities',
      severity: share > 0.5 ? 'refuse' : 'warn',
      message: `confidence is not the probability of the true label in ${unlike.length} of ${labelled.length} rows: ${fewRows(unlike, ids)}`,
      hint: 'leave dataset.columns.confidence out: the probabilities tell it',
    })
  }
  return findings
}
