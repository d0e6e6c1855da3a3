import { join } from 'node:path'
import { writeJson } from '../../io/files/write-atomic.ts'
import { type ParquetColumn, writeParquet } from '../../io/tables/write-parquet.ts'
import { type CaptionRow, type CaptionsFile, captionRowSchema } from '../../run/captions-file.ts'
import type { CaptionsConfig, MethodConfig } from '../../run/config.ts'
import type { EvidenceFile } from '../../run/evidence-file.ts'
import { RUN_FILES } from '../../run/files.ts'
import type { StepRecord } from '../../run/manifest.ts'
import { dependsOn } from '../run-folder/depends-on.ts'
import { digestsOf } from '../run-folder/read-files.ts'
import type { Step } from '../run-folder/steps.ts'
import type { NamingParts } from './caption-context.ts'
import type { CaptionList } from './caption-list.ts'
import { captionRows } from './caption-report.ts'
import { captionCache, loadCaptionVectors, type TextSource } from './caption-vectors.ts'
import { listKnownCaptions } from './list-known-captions.ts'
import { nameDirections } from './name-directions.ts'
import { scoreKind } from './score-captions.ts'

export interface CaptionPlan {
  /** undefined = the default vocabulary. */
  captions: CaptionsConfig | undefined
  method: Pick<MethodConfig, 'profile' | 'fitSplit' | 'heldOutSplit'>
  /** All class names. */
  classes: readonly string[]
  /** Classes that captions are listed for. */
  named: readonly string[]
  seed: number
  baseFolder: string
  source: TextSource
  /** What captions build on: embeddings, directions, examples. */
  results: readonly StepRecord[]
  /** The parts of the run in a folder. */
  load: (folder: string) => Promise<NamingParts>
}

/** The step that writes `captions.parquet`, `captions.json` and `slices.json`. */
export async function captionStep(plan: CaptionPlan): Promise<Step> {
  const { captions, method, seed, source } = plan
  const { list, leftOut } = await listKnownCaptions(plan, plan.named, source)
  const score = scoreKind(captions ?? {}, method)
  const { fitSplit, heldOutSplit, profile } = method
  return {
    name: 'caption',
    ...(source.kind === 'encoder' && { cache: captionCache(list, source) }),
    key: dependsOn('caption', {
      images: null,
      rows: null,
      models: source.kind === 'encoder' ? source.models : null,
      vectors: source.kind === 'file' ? digestsOf([source.file]) : null,
      captions: captionsOf(list),
      settings: { score, fitSplit, heldOutSplit, profile, seed, classes: plan.classes },
      results: plan.results,
    }),
    run: async ({ folder, runFolder }, effects) => {
      if (leftOut > 0) {
        effects.onWarning?.({
          code: 'unknown-words',
          message: `${leftOut} phrases of the default vocabulary are left out: the text encoder does not know their words`,
          where: 'captions',
        })
      }
      const parts = await plan.load(folder)
      const dimensions = parts.standardizer.mean.length
      const vectors = await loadCaptionVectors(list, source, { runFolder, dimensions }, effects)
      const named = await nameDirections(parts, list, vectors, { ...plan, score }, effects)
      const report: CaptionsFile = {
        score,
        captions: list.captions,
        directions: named.directions,
        unproven: named.unproven,
      }
      await writeCaptions(join(folder, RUN_FILES.captions), named.captions.flatMap(captionRows))
      await writeJson(join(folder, RUN_FILES.captionReport), report)
      await writeJson(join(folder, RUN_FILES.slices), {
        slices: named.slices,
      })
      const evidence: EvidenceFile = {
        format: 'faultline-evidence',
        version: 1,
        directions: named.evidence,
      }
      await writeJson(join(folder, RUN_FILES.evidence), evidence)
      const { captions: table, captionReport, slices, evidence: images } = RUN_FILES
      return { outputs: [table, captionReport, slices, images] }
    },
  }
}

/** A caption list as JSON: the texts, their parts, and which of them each class has. */
const captionsOf = ({ classes, ...list }: CaptionList) => ({
  ...list,
  classes: classes.map((own) => ({ ...own, rows: Array.from(own.rows) })),
})

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
  if (['class', 'caption', 'kind', 'side', 'part'].includes(name)) return 'STRING'
  if (['claimed', 'contradicts', 'present'].includes(name)) return 'BOOLEAN'
  return ['direction', 'rank', 'nearest', 'merged'].includes(name) ? 'INT32' : 'DOUBLE'
}
