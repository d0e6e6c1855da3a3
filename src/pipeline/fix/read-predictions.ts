import { access } from 'node:fs/promises'
import { textAt } from '../../io/tables/column.ts'
import { readCsv } from '../../io/tables/csv.ts'
import { FaultlineError } from '../../run/errors.ts'
import type { Run } from '../run-folder/open-run.ts'
import { TrainingFailed } from './fix-arm.ts'

/**
 * Predicted class of each test row from the CSV that a training wrote: columns `id` and `prediction`, the class by
 * name or by number.
 *
 * @throws TrainingFailed if the file is missing or malformed, or a test image has no prediction or two.
 */
export async function readPredictions(
  run: Run,
  testRows: Int32Array,
  file: string,
): Promise<Int32Array> {
  const table = await access(file)
    .then(() => readCsv(file, () => true))
    .catch((cause: unknown) => {
      const reason = cause instanceof FaultlineError ? cause.message : 'no such file'
      throw new TrainingFailed(`no predictions in FAULTLINE_PREDICTIONS: ${reason}`, { cause })
    })
  const ids = await table.column('id')
  const predictions = await table.column('prediction')
  if (!ids || !predictions) {
    const found = table.names.join(', ') || 'none'
    throw new TrainingFailed(`predictions have columns ${found}; expected id and prediction`)
  }
  const place = new Map(Array.from(testRows, (row, i) => [run.examples.ids[row], i]))
  const result = new Int32Array(testRows.length).fill(-1)
  for (let line = 0; line < table.rows; line += 1) {
    const at = place.get(textAt(ids, line))
    if (at === undefined) continue // a script may predict more than it was asked for
    const text = textAt(predictions, line)
    const label = classOf(run.examples.classes, text)
    const where = `predictions, row ${line + 1}`
    if (label === -1) throw new TrainingFailed(`${where}: unknown class "${text ?? ''}"`)
    if (result[at] !== -1) throw new TrainingFailed(`${where}: a second prediction for this id`)
    result[at] = label
  }
  const missing = result.filter((label) => label === -1).length
  if (missing === 0) return result
  const first = run.examples.ids[testRows[result.indexOf(-1)] ?? -1]
  throw new TrainingFailed(
    `predictions for ${testRows.length - missing} of ${testRows.length} test images; the first without one is "${first}"`,
  )
}

/** By name, else by number. */
function classOf(classes: readonly string[], text: string | undefined): number {
  if (text === undefined) return -1
  const byName = classes.indexOf(text)
  if (byName !== -1 || !/^\d+(\.0+)?$/.test(text)) return byName
  return Number(text) < classes.length ? Number(text) : -1
}
