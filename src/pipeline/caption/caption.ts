import { join } from 'node:path'
import { contradictsClass } from '../../core/caption/caption-contradiction.ts'
import {
  differenceCaptionScores,
  faithfulCaptionScores,
} from '../../core/caption/caption-scores.ts'
import { nameDirection } from '../../core/caption/name-direction.ts'
import { type Hyperplane, hyperplaneOf } from '../../core/direction/hyperplane.ts'
import { matrixRow } from '../../core/vectors/matrix.ts'
import { randomSource } from '../../core/vectors/random.ts'
import { writeJson } from '../../io/files/write-atomic.ts'
import { type ParquetColumn, writeParquet } from '../../io/tables/write-parquet.ts'
import { type CaptionRow, type CaptionsFile, captionRowSchema } from '../../run/captions-file.ts'
import type { CaptionsConfig, MethodConfig } from '../../run/config.ts'
import type { Effects } from '../../run/effects.ts'
import { RUN_FILES } from '../../run/files.ts'
import type { StepRecord } from '../../run/manifest.ts'
import type { Slice } from '../../run/slices-file.ts'
import { dependsOn } from '../run-folder/depends-on.ts'
import { digestsOf } from '../run-folder/read-files.ts'
import type { Step } from '../run-folder/steps.ts'
import { foundDirections, heldOutImages, type RunParts } from './caption-context.ts'
import { type CaptionList, listCaptions } from './caption-list.ts'
import { captionRows, captionVerdict, type NamedDirection } from './caption-report.ts'
import { directionSlices } from './caption-slices.ts'
import {
  type CaptionVectors,
  captionCache,
  loadCaptionVectors,
  type TextSource,
} from './caption-vectors.ts'

export interface CaptionPlan {
  captions: CaptionsConfig
  method: Pick<MethodConfig, 'profile' | 'heldOutSplit'>
  classes: readonly string[]
  seed: number
  baseFolder: string
  source: TextSource
  /** What captions build on: embeddings, directions, examples. */
  results: readonly StepRecord[]
  /** The parts of the run in a folder. */
  load: (folder: string) => Promise<RunParts>
}

/** The step that writes `captions.parquet`, `captions.json` and `slices.json`. */
export async function captionStep(plan: CaptionPlan): Promise<Step> {
  const { captions, method, seed, source } = plan
  const list = await listCaptions(captions, plan.classes, method.profile, plan.baseFolder)
  const score = scoreKind(captions, method)
  const { heldOutSplit, profile } = method
  return {
    name: 'caption',
    ...(source.kind === 'encoder' && { cache: captionCache(list, source) }),
    key: dependsOn('caption', {
      images: null,
      rows: null,
      models: source.kind === 'encoder' ? source.models : null,
      vectors: source.kind === 'file' ? digestsOf([source.file]) : null,
      captions: captionsOf(list),
      settings: { score, heldOutSplit, profile, seed, classes: plan.classes },
      results: plan.results,
    }),
    run: async ({ folder, runFolder }, effects) => {
      const parts = await plan.load(folder)
      const dimensions = parts.standardizer.mean.length
      const vectors = await loadCaptionVectors(list, source, { runFolder, dimensions }, effects)
      const named = await nameDirections(parts, list, vectors, { ...plan, score }, effects)
      const report: CaptionsFile = {
        score,
        captions: list.captions,
        directions: named.map(({ direction }) => captionVerdict(direction)),
      }
      await writeCaptions(
        join(folder, RUN_FILES.captions),
        named.flatMap(({ direction }) => captionRows(direction)),
      )
      await writeJson(join(folder, RUN_FILES.captionReport), report)
      await writeJson(join(folder, RUN_FILES.slices), {
        slices: named.flatMap(({ slices }) => slices),
      })
      return { outputs: [RUN_FILES.captions, RUN_FILES.captionReport, RUN_FILES.slices] }
    },
  }
}

/** A caption list as JSON: the texts, and which of them each class has. */
const captionsOf = ({ texts, captions, classes }: CaptionList) => ({
  texts,
  captions,
  classes: classes.map((own) => ({ ...own, rows: Array.from(own.rows) })),
})

/** The score that a run's captions are ranked by. */
export function scoreKind(
  { score }: Pick<CaptionsConfig, 'score'>,
  { profile }: Pick<MethodConfig, 'profile'>,
): CaptionsFile['score'] {
  return score ?? (profile === 'faithful' ? 'faithful' : 'difference')
}

/**
 * Scores of captions of one class under one of its directions.
 *
 * @param captions - `at`: place of the class in the caption list; `rows`: of the vectors to score.
 */
export function scoreCaptions(
  score: CaptionsFile['score'],
  plane: Hyperplane,
  { standardizer }: Pick<RunParts, 'standardizer'>,
  { vectors, references }: CaptionVectors,
  { at, rows }: { at: number; rows: ArrayLike<number> },
): Float64Array {
  const reference = references[at] ?? []
  const scores = score === 'faithful' ? faithfulCaptionScores : differenceCaptionScores
  return scores(plane, standardizer, vectors, { rows, reference })
}

type NamingPlan = Pick<CaptionPlan, 'method' | 'classes' | 'seed'> & {
  score: CaptionsFile['score']
}

/** Names every direction that was found, and cuts its slices. */
async function nameDirections(
  parts: RunParts,
  list: CaptionList,
  captionVectors: CaptionVectors,
  { method, classes, seed, score }: NamingPlan,
  effects: Effects,
): Promise<{ direction: NamedDirection; slices: Slice[] }[]> {
  const named: { direction: NamedDirection; slices: Slice[] }[] = []
  const found = foundDirections(parts)
  for (const [done, { class: name, label, directions }] of found.entries()) {
    effects.signal?.throwIfAborted()
    effects.onProgress?.({ step: 'caption', done, total: found.length, unit: 'classes' })
    const at = list.classes.findIndex((listed) => listed.class === name)
    const own = list.classes[at]
    if (own === undefined) continue
    const heldOut = await heldOutImages(parts, label, method.heldOutSplit)
    const { vectors } = captionVectors
    for (const record of directions) {
      const plane = hyperplaneOf(parts.normals, record)
      const scores = scoreCaptions(score, plane, parts, captionVectors, { at, rows: own.rows })
      const judged = nameDirection(
        scores,
        { texts: list.texts, vectors, rows: own.rows },
        heldOut,
        {
          signed: score === 'difference',
          merge: method.profile === 'robust',
          contradicts: (text) => contradictsClass(text, name, classes),
          random: randomSource(seed, 'captions', name, record.rank),
        },
      )
      const direction = {
        class: name,
        direction: record.rank,
        captions: judged.map((caption) => ({
          ...caption,
          text: list.texts[own.rows[caption.index] ?? 0] ?? '',
          kind: own.kinds[caption.index] ?? 'all',
        })),
      }
      const slices = directionSlices({
        named: direction,
        plane,
        standardizer: parts.standardizer,
        heldOut,
        split: method.heldOutSplit,
        ids: parts.examples.ids,
        vectorOf: (index) => matrixRow(vectors, own.rows[index] ?? 0),
      })
      named.push({ direction, slices })
    }
  }
  return named
}

/** Columns of `captions.parquet` in the order of the schema, so that an empty table has them too. */
function writeCaptions(path: string, rows: readonly CaptionRow[]): Promise<void> {
  const names = Object.keys(captionRowSchema.shape) as (keyof CaptionRow)[]
  const columns = names.map((name): ParquetColumn => {
    const data = rows.map((row) => row[name] ?? undefined)
    return { name, type: columnType(name), data }
  })
  return writeParquet(path, columns)
}

function columnType(name: keyof CaptionRow): ParquetColumn['type'] {
  if (['class', 'caption', 'kind', 'side'].includes(name)) return 'STRING'
  if (['claimed', 'contradicts'].includes(name)) return 'BOOLEAN'
  return ['direction', 'rank', 'nearest', 'merged'].includes(name) ? 'INT32' : 'DOUBLE'
}
