import type * as z from 'zod'
import {
  type CaptionRow,
  type CaptionsFile,
  captionRowSchema,
  captionsFileSchema,
} from '../../run/captions-file.ts'
import { type CompareFile, compareFileSchema } from '../../run/compare-file.ts'
import { type DirectionsFile, directionsFileSchema } from '../../run/directions-file.ts'
import type { ExplorerFacts, OlderOutput } from '../../run/explorer.ts'
import { RUN_FILES } from '../../run/files.ts'
import { type FixFile, fixFileSchema } from '../../run/fix-file.ts'
import { type GroupsFile, groupsFileSchema } from '../../run/groups-file.ts'
import { type InterventionManifest, interventionSchema } from '../../run/interventions-file.ts'
import { manifestSchema, type RunManifest } from '../../run/manifest.ts'
import { type ReviewFile, reviewFileSchema } from '../../run/review-file.ts'
import type { DataSource } from './data-source.ts'
import { type Examples, readColumns, readExamples } from './read-examples.ts'

/** A run, as the explorer holds it. */
export interface Run {
  source: DataSource
  facts: ExplorerFacts
  manifest: RunManifest
  directions: DirectionsFile
  captions: readonly CaptionRow[]
  captionReport: CaptionsFile | undefined
  groups: GroupsFile | undefined
  fix: FixFile | undefined
  /** This model against an earlier one. */
  comparison: CompareFile | undefined
  /** What readers have said about it before. */
  review: ReviewFile | undefined
  interventions: readonly InterventionManifest[]
  examples: Examples
  /** Files that could not be read, and what was made from earlier results, in plain words. */
  problems: readonly string[]
}

/** Reads a run. @throws Error in plain words if a file that every run has is missing or malformed. */
export async function loadRun(source: DataSource): Promise<Run> {
  const problems: string[] = []
  const facts = await source.facts()
  const { files } = facts
  problems.push(...facts.older.map(olderSentence))
  const [manifest, directions] = await Promise.all([
    required(source, RUN_FILES.manifest, manifestSchema),
    required(source, RUN_FILES.directions, directionsFileSchema),
  ])
  const optional = async <T>(name: string, schema: z.ZodType<T>) => {
    if (!files.includes(name) && !name.startsWith(RUN_FILES.interventions)) return undefined
    return readJson(source, name, schema).catch((error: Error) => {
      problems.push(error.message)
      return undefined
    })
  }
  const manifests = facts.interventions.filter(({ file }) => file.endsWith('/manifest.json'))
  const [bytes, captions, captionReport, groups, fix, comparison, review, interventions] =
    await Promise.all([
      source.file(RUN_FILES.examples),
      files.includes(RUN_FILES.captions) ? readCaptions(source, problems) : [],
      optional(RUN_FILES.captionReport, captionsFileSchema),
      optional(RUN_FILES.groups, groupsFileSchema),
      optional(RUN_FILES.fix, fixFileSchema),
      optional(RUN_FILES.comparison, compareFileSchema),
      source.kind === 'report' || files.includes(RUN_FILES.review)
        ? readJson(source, RUN_FILES.review, reviewFileSchema).catch((error: Error) => {
            problems.push(error.message)
            return undefined
          })
        : undefined,
      Promise.all(manifests.map(({ file }) => optional(file, interventionSchema))),
    ])
  if (!bytes) throw new Error(`Cannot open the run: no ${RUN_FILES.examples}`)
  return {
    source,
    facts,
    manifest,
    directions,
    captions,
    captionReport,
    groups,
    fix,
    comparison,
    review,
    interventions: interventions.filter((found) => found !== undefined),
    examples: await readExamples(bytes, manifest.classes),
    problems,
  }
}

async function readJson<T>(
  source: DataSource,
  name: string,
  schema: z.ZodType<T>,
): Promise<T | undefined> {
  const bytes = await source.file(name)
  if (!bytes) return undefined
  const result = schema.safeParse(JSON.parse(new TextDecoder().decode(bytes)))
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new Error(`Cannot read ${name}: ${issue?.path.join('.')}: ${issue?.message}`)
}

async function required<T>(source: DataSource, name: string, schema: z.ZodType<T>): Promise<T> {
  const found = await readJson(source, name, schema)
  if (found === undefined) throw new Error(`Cannot open the run: no ${name}`)
  return found
}

async function readCaptions(source: DataSource, problems: string[]): Promise<CaptionRow[]> {
  try {
    const bytes = await source.file(RUN_FILES.captions)
    if (!bytes) return []
    const columns = [...(await readColumns(bytes))]
    const count = columns[0]?.[1].length ?? 0
    const names = new Set(Object.keys(captionRowSchema.shape))
    const known = columns.filter(([name]) => names.has(name))
    return Array.from({ length: count }, (_, row) =>
      captionRowSchema.parse(
        Object.fromEntries(known.map(([name, values]) => [name, plain(values[row])])),
      ),
    )
  } catch (cause) {
    problems.push(`Cannot read ${RUN_FILES.captions}: ${(cause as Error).message}`)
    return []
  }
}

function olderSentence({ name, changed }: OlderOutput): string {
  const why =
    changed.length > 0 ? `${changed.join(', ')} changed since` : 'it does not say of which'
  return `${name} was made from earlier results of this run: ${why}. Make it again to trust it.`
}

const plain = (value: unknown) => (typeof value === 'bigint' ? Number(value) : (value ?? null))
