import { basename, dirname, extname, join, resolve } from 'node:path'
import { isFolder } from '../../io/files/is-folder.ts'
import { nameOfInput, resolveInput } from '../../io/objects/address.ts'
import { writeNpy } from '../../io/vectors/npy.ts'
import type { EncoderConfig } from '../../run/config.ts'
import { RUN_FILES } from '../../run/files.ts'
import { type Run, readEmbeddingRows } from '../run-folder/open-run.ts'

/**
 * The config of the next run, for a table that `importedTable` made of this one: the same but for the dataset, its paths as seen
 * from the folder of the table. Vectors that came from a file are those of the run; where examples were dropped, theirs are
 * left out and the others written beside the table. So are they where images are in a Parquet file, which the table is not.
 *
 * @param kept - Rows of the run that the table has, in its order.
 */
export async function nextConfig(
  run: Run,
  table: string,
  kept: readonly number[],
): Promise<Record<string, unknown>> {
  const { config, base } = run.manifest
  const { fix: _, dataset, encoder, embeddings, classifier, captions, ...rest } = config
  const from = resolve(run.folder, base)
  const here = (path: string) => nameOfInput(dirname(table), resolveInput(from, path))
  const stem = basename(table, extname(table))
  const [source] = [dataset.table ?? []].flat()
  const images =
    dataset.images ??
    (source === undefined || extname(source) === '.parquet' ? undefined : dirname(source))
  const needsVectors = embeddings !== undefined || images === undefined
  return {
    ...rest,
    name: stem === config.name ? `${stem}-reviewed` : stem, // the run that was reviewed stays
    dataset: {
      table: basename(table),
      ...(images !== undefined && { images: here(images) || '.' }),
      classes: run.examples.classes,
      ...(dataset.accept && { accept: dataset.accept }),
    },
    ...(needsVectors
      ? { embeddings: { file: nameOfInput(dirname(table), await vectors(run, table, kept)) } }
      : encoder && { encoder: await moved(encoder, from, here) }),
    ...(classifier && { classifier: { ...classifier, onnx: here(classifier.onnx) } }),
    ...(captions && {
      captions: {
        ...captions,
        ...(captions.file && { file: here(captions.file) }),
        ...(captions.embeddings && { embeddings: here(captions.embeddings) }),
        ...(captions.encoder && { encoder: await moved(captions.encoder, from, here) }),
      },
    }),
  }
}

/** A model as another folder names it. The id of a model of the Hub is no path. */
async function moved<Encoder extends EncoderConfig>(
  encoder: Encoder,
  from: string,
  here: (path: string) => string,
): Promise<Encoder> {
  if ('onnx' in encoder) return { ...encoder, onnx: here(encoder.onnx) }
  const isLocal = encoder.source !== 'hub' && (await isFolder(resolve(from, encoder.model)))
  return isLocal ? { ...encoder, model: here(encoder.model) } : encoder
}

/** A file with the vectors of these rows. */
async function vectors(run: Run, table: string, kept: readonly number[]): Promise<string> {
  const all = join(run.folder, RUN_FILES.embeddings)
  if (kept.length === run.examples.ids.length) return all
  const { data, rows, cols } = await readEmbeddingRows(run, kept)
  const file = join(dirname(table), `${basename(table, extname(table))}.npy`)
  await writeNpy(file, data, [rows, cols])
  return file
}
