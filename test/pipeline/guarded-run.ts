import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { main } from '../../src/cli/main.ts'
import { readNpy, writeNpy } from '../../src/io/vectors/npy.ts'
import { keepRows } from '../../src/pipeline/run-folder/keep-rows.ts'
import { openRun, type Run, readEmbeddingRows } from '../../src/pipeline/run-folder/open-run.ts'
import { csvText } from '../../src/run/csv-text.ts'
import { plantedRun } from '../planted-run/planted-run.ts'

/** Runs the command in this process. */
export async function faultline(
  cwd: string,
  argv: readonly string[],
  env: Record<string, string> = {},
) {
  let [out, err] = ['', '']
  const code = await main(argv, {
    cwd,
    env,
    stdout: { write: (text) => (out += text), columns: 200 },
    stderr: { write: (text) => (err += text) },
    now: () => 0,
    onInterrupt: () => () => {},
  })
  return { code, out, err }
}

/** A folder with planted data as a table and vectors, and a run of them in `old/`, which a check needs no names and no map of. */
export async function guardedRun(folder: string): Promise<Run> {
  const planted = await plantedRun(join(folder, 'data'), { perClass: 150 })
  const { splits } = planted.examples
  // A third of the training split is enough to standardize by.
  const isKept = (row: number) => (splits[row] === 'train' ? row % 9 < 3 : splits[row] !== 'pool')
  const rows = Int32Array.from(splits.keys()).filter(isKept)
  const examples = keepRows(planted.examples, rows)
  await writeFile(join(folder, 'old.csv'), tableOf(examples, examples.predictions))
  const { data, cols } = await readEmbeddingRows(planted, rows)
  await writeNpy(join(folder, 'vectors.npy'), data, [rows.length, cols])
  await writeFile(join(folder, 'old.json'), configOf('old.csv', 'vectors.npy'))
  const { code, err } = await faultline(folder, ['score', 'old.json', '--out', 'old'])
  if (code !== 0) throw new Error(err)
  return openRun(join(folder, 'old'))
}

export const configOf = (table: string, vectors: string) =>
  JSON.stringify({ dataset: { table }, embeddings: { file: vectors } })

/** The examples as CSV with other predictions. */
export function tableOf(examples: Run['examples'], predictions: ArrayLike<number>): string {
  const { ids, labels, splits, classes, confidence, metadata } = examples
  return csvText(
    ['id', 'split', 'label', 'prediction', 'confidence', 'time'],
    ids.map((id, row) => [
      id,
      splits[row],
      classes[labels[row] ?? -1],
      classes[predictions[row] ?? -1],
      confidence[row],
      String(metadata['time']?.values[row]),
    ]),
  )
}

/** float32 vectors of a `.npy` file, and a writer of changed ones. */
export async function changeVectors(
  from: string,
  to: string,
  change: (values: Float32Array, cols: number) => Float32Array,
  cols: number,
): Promise<void> {
  const { data, shape } = await readNpy(from)
  const changed = change(Float32Array.from(data), shape[1] ?? 0)
  await writeNpy(to, changed, [shape[0] ?? 0, cols])
}
