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

/** What the first screen shows of a run. */
export interface RunOutline {
  source: DataSource
  facts: ExplorerFacts
  manifest: RunManifest
  directions: DirectionsFile
  captionReport: CaptionsFile | undefined
  /** Files that could not be read, and what was made from earlier results, in plain words. */
  problems: readonly string[]
}

/** A run, as the explorer holds it. */
export interface Run extends RunOutline {
  examples: Examples
  captions: readonly CaptionRow[]
  groups: GroupsFile | undefined
  fix: FixFile | undefined
  /** This model against an earlier one. */
  comparison: CompareFile | undefined
  /** What readers have said about it before. */
  review: ReviewFile | undefined
  interventions: readonly InterventionManifest[]
}

/** The first screen of a run, and the rest of it, which takes several times as long to read. */
export interface OpenedRun {
  outline: RunOutline
  readRest: () => Promise<Run>
}

/** Opens a run. @throws Error in plain words if a file that every run has is missing or malformed. */
export async function openRun(source: DataSource): Promise<OpenedRun> {
  const facts = await source.facts()
  const problems = facts.older.map(olderSentence)
  const [manifest, directions, captionReport] = await Promise.all([
    required(source, RUN_FILES.manifest, manifestSchema),
    required(source, RUN_FILES.directions, directionsFileSchema),
    facts.files.includes(RUN_FILES.captionReport)
      ? optional(source, RUN_FILES.captionReport, captionsFileSchema, problems)
      : undefined,
  ])
  const outline = { source, facts, manifest, directions, captionReport, problems }
  return { outline, readRest: () => readRest(outline) }
}

async function readRest(outline: RunOutline): Promise<Run> {
  const { source, facts, manifest } = outline
  const { files } = facts
  const table = await source.file(RUN_FILES.examples)
  if (!table) throw new Error(`Cannot open the run: no ${RUN_FILES.examples}`)
  const problems = [...outline.problems]
  const read = async <T>(name: string, schema: z.ZodType<T>) =>
    files.includes(name) ? optional(source, name, schema, problems) : undefined
  const manifests = facts.interventions.filter(({ file }) => file.endsWith('/manifest.json'))
  const [captions, groups, fix, comparison, review, interventions] = await Promise.all([
    files.includes(RUN_FILES.captions) ? readCaptions(source, problems) : [],
    read(RUN_FILES.groups, groupsFileSchema),
    read(RUN_FILES.fix, fixFileSchema),
    read(RUN_FILES.comparison, compareFileSchema),
    source.kind === 'report' || files.includes(RUN_FILES.review)
      ? optional(source, RUN_FILES.review, reviewFileSchema, problems)
      : undefined,
    Promise.all(manifests.map(({ file }) => optional(source, file, interventionSchema, problems))),
  ])
  return {
    ...outline,
    captions,
    groups,
    fix,
    comparison,
    review,
    interventions: interventions.filter((found) => found !== undefined),
    examples: await readExamples(table, manifest.classes),
    problems,
  }
}

/** A file without which the rest of the run can be shown; `problems` is told what is wrong with it. */
function optional<T>(
  source: DataSource,
  name: string,
  schema: z.ZodType<T>,
  problems: string[],
): Promise<T | undefined> {
  return readJson(source, name, schema).catch((error: Error) => {
    problems.push(error.message)
    return undefined
  })
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
    const names = new Set(Object.keys(captionRowSchema.shape))
    const { count, columns } = await readColumns(bytes, (name) => names.has(name))
    const known = [...columns]
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
