import { hyperplaneOf } from '../../core/direction/hyperplane.ts'
import { embeddingDisplacement } from '../../core/vectors/embedding-displacement.ts'
import { type Matrix, matrixRow } from '../../core/vectors/matrix.ts'
import { slerp } from '../../core/vectors/slerp.ts'
import { formatNpy } from '../../io/vectors/npy.ts'
import { csvText } from '../../run/csv-text.ts'
import { ConfigError } from '../../run/errors.ts'
import { RUN_FILES } from '../../run/files.ts'
import type { InterventionManifest } from '../../run/interventions-file.ts'
import type { Run } from '../run-folder/open-run.ts'
import { captionCosines, type RunWords } from './caption-targets.ts'
import { rowsIn } from './choose-pool.ts'
import { contactSheet } from './contact-sheet.ts'
import { classCounts } from './group-counts.ts'
import { decodeHowTo } from './how-to.ts'
import { safetensorsBytes } from './safetensors-bytes.ts'
import { writeIntervention } from './write-intervention.ts'

export interface DecodeOptions {
  /** @default those with a direction */
  classes?: readonly string[] | undefined
  /** Shares of the way from the reference caption to the bare direction. @default 0, .1, .2, .3, .4, .5 */
  alphas?: readonly number[] | undefined
  /** Real images shown for each point. @default 8 */
  nearest?: number | undefined
  /** Split of these images. @default the held-out split */
  split?: string | undefined
  name?: string | undefined
}

/** A point on the great circle. */
interface Point {
  class: string
  label: number
  direction: number
  side: 'hard' | 'easy'
  alpha: number
  vector: Float64Array
}

/**
 * `faultline intervene RUN decode`: embeddings on the great circle from the reference caption towards a direction
 * (easy) or against it (hard), and the real images nearest to them.
 *
 * The direction lives among standardized embeddings; {@link embeddingDisplacement} takes it to the encoder's space.
 */
export async function writeDecode(
  run: Run,
  words: Pick<RunWords, 'reference' | 'textVectors'>,
  options: DecodeOptions = {},
): Promise<InterventionManifest> {
  const { alphas = [0, 0.1, 0.2, 0.3, 0.4, 0.5], nearest = 8 } = options
  const { method } = run.manifest.config
  const split = options.split ?? method.heldOutSplit
  const points = await pathPoints(run, words, options.classes, alphas)
  const [first] = points
  if (!first) throw new ConfigError('Cannot decode: no class has a direction')
  const d = first.vector.length
  const data = new Float32Array(points.length * d)
  points.forEach(({ vector }, i) => {
    data.set(vector, i * d)
  })
  const vectors = { data, rows: points.length, cols: d }
  const shown = await nearestImages(run, points, vectors, split, nearest)
  const sheet = await contactSheet(
    run,
    points.map((point, i) => ({
      title: `${point.class}, ${point.side}, alpha ${point.alpha}`,
      rows: (shown[i] ?? []).map(({ row }) => row),
    })),
  )
  const name = options.name ?? 'decode'
  const ofPoints = points.map((entry) => entry.class)
  const point = ({ class: title, direction, side, alpha }: Point) => [title, direction, side, alpha]
  return writeIntervention(run, {
    name,
    kind: 'decode',
    rule: 'slerp from the reference caption along (easy) or against (hard) the direction, in the embedding space',
    settings: { reference: words.reference('CLASS'), split, nearest, alphas: alphas.join(',') },
    seed: run.manifest.config.seed,
    counts: classCounts(ofPoints, ofPoints, ofPoints),
    inputs: [RUN_FILES.directions, RUN_FILES.normals, RUN_FILES.standardizer, RUN_FILES.embeddings],
    warnings: [],
    files: [
      {
        file: 'embeddings.npy',
        about: 'float32[m, d], unit length',
        content: formatNpy(data, [points.length, d]),
      },
      {
        file: 'embeddings.safetensors',
        about: 'The same as tensor "embeddings"',
        content: safetensorsBytes('embeddings', data, [points.length, d]),
      },
      {
        file: 'embeddings.csv',
        about: 'What each row is',
        content: csvText(['class', 'direction', 'side', 'alpha'], points.map(point)),
      },
      {
        file: 'nearest.csv',
        about: `Images of split ${split} nearest each row, by cosine`,
        content: csvText(
          ['class', 'direction', 'side', 'alpha', 'rank', 'id', 'cosine'],
          points.flatMap((entry, i) =>
            (shown[i] ?? []).map(({ row, cosine }, rank) => [
              ...point(entry),
              rank + 1,
              run.examples.ids[row],
              cosine,
            ]),
          ),
        ),
      },
      ...(sheet ? [{ file: 'nearest.png', about: 'These images', content: sheet }] : []),
      { file: 'HOW-TO.md', about: 'How to use the embeddings', content: decodeHowTo(name) },
    ],
  })
}

/** Every class, direction, side and alpha; alpha 0 of both sides is the reference itself. */
async function pathPoints(
  run: Run,
  { reference, textVectors }: Pick<RunWords, 'reference' | 'textVectors'>,
  classes: readonly string[] | undefined,
  alphas: readonly number[],
): Promise<Point[]> {
  const unknown = classes?.find((name) => !run.examples.classes.includes(name))
  if (unknown !== undefined)
    throw new ConfigError(`Cannot decode class "${unknown}": no such class`)
  const found = run.directions.classes.filter(
    (entry) => entry.state === 'ok' && (classes?.includes(entry.class) ?? true),
  )
  if (found.length === 0) return []
  const anchors = await textVectors(found.map((entry) => reference(entry.class)))
  return found.flatMap((entry, i) =>
    entry.directions.flatMap((direction) => {
      const { weights } = hyperplaneOf(run.normals, direction)
      const easy = embeddingDisplacement(weights, run.standardizer.deviation)
      const hard = easy.map((value) => -value)
      return (['hard', 'easy'] as const).flatMap((side) =>
        alphas.map((alpha) => ({
          class: entry.class,
          label: run.examples.classes.indexOf(entry.class),
          direction: direction.rank,
          side,
          alpha,
          vector: slerp(matrixRow(anchors, i), side === 'hard' ? hard : easy, alpha),
        })),
      )
    }),
  )
}

/** The images of its class nearest each point. */
async function nearestImages(
  run: Run,
  points: readonly Point[],
  vectors: Matrix,
  split: string,
  count: number,
): Promise<{ row: number; cosine: number }[][]> {
  const rows = rowsIn(run, split)
  const cosines = await captionCosines(run, rows, vectors)
  return points.map(({ label }, i) =>
    [...rows.keys()]
      .filter((place) => run.examples.labels[rows[place] ?? -1] === label)
      .map((place) => ({ row: rows[place] ?? -1, cosine: cosines[i]?.[place] ?? Number.NaN }))
      .sort((a, b) => b.cosine - a.cosine || a.row - b.row)
      .slice(0, count),
  )
}
