import { rowsOfSplit } from '../../core/direction/example-table.ts'
import { classAnchors } from '../../core/repair/identity-check.ts'
import { type Run, readEmbeddingRows } from '../run-folder/open-run.ts'

/** What each class looks like in the split that a run is standardized by. */
export async function anchorsOf(run: Run, classes: number) {
  const rows = rowsOfSplit(run.examples, run.directions.standardizer.split)
  const labels = rows.map((row) => run.examples.labels[row] ?? -1)
  return classAnchors(await readEmbeddingRows(run, rows), labels, classes)
}
