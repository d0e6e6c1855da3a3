import { cp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { main } from '../../src/cli/main.ts'
import { readNpy, writeNpy } from '../../src/io/vectors/npy.ts'
import { openRun, type Run } from '../../src/pipeline/run-folder/open-run.ts'
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

/** A folder with the planted data as a table and vectors, and a finished run of them in `old/`. */
export async function guardedRun(folder: string): Promise<Run> {
  const { examples } = await plantedRun(join(folder, 'data'), { perClass: 150 })
  await writeFile(join(folder, 'old.csv'), tableOf(examples, examples.predictions))
  await cp(join(folder, 'data/embeddings.npy'), join(folder, 'vectors.npy'))
  await writeFile(join(folder, 'old.json'), configOf('old.csv', 'vectors.npy'))
  const { code, err } = await faultline(folder, ['run', 'old.json', '--out', 'old'])
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
