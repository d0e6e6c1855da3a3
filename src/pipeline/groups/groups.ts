import { join } from 'node:path'
import { writeBytes, writeJson } from '../../io/files/write-atomic.ts'
import type { MethodConfig } from '../../run/config.ts'
import type { Effects } from '../../run/effects.ts'
import { ConfigError } from '../../run/errors.ts'
import { RUN_FILES } from '../../run/files.ts'
import type { GroupReport, GroupsFile } from '../../run/groups-file.ts'
import type { StepRecord } from '../../run/manifest.ts'
import { type RunParts, rowsOfClass } from '../caption/caption-context.ts'
import { dependsOn } from '../run-folder/depends-on.ts'
import type { Step } from '../run-folder/steps.ts'
import { dominoRanking } from './group-rankings.ts'
import { groupReports, groupValues } from './group-reports.ts'

export interface GroupsPlan {
  /** Metadata columns that are known groups. */
  groups: readonly string[]
  method: Pick<MethodConfig, 'fitSplit' | 'heldOutSplit'>
  seed: number
  /** What reports build on: embeddings, examples. */
  results: readonly StepRecord[]
  /** The parts of the run in a folder. */
  load: (folder: string) => Promise<Pick<RunParts, 'examples' | 'readRows'>>
}

/** The step that writes `groups.json` and a plot of each report, `groups/COLUMN-CLASS.svg`. */
export function groupsStep({ groups, method, seed, results, load }: GroupsPlan): Step {
  return {
    name: 'groups',
    key: dependsOn('groups', {
      images: null,
      rows: null,
      models: null,
      vectors: null,
      captions: null,
      settings: { groups, fitSplit: method.fitSplit, heldOutSplit: method.heldOutSplit, seed },
      results,
    }),
    run: async ({ folder }, effects) => {
      const parts = await load(folder)
      const reports = await allReports(parts, { groups, method, seed }, effects)
      const file: GroupsFile = { reports }
      await writeJson(join(folder, RUN_FILES.groups), file)
      const plots = reports.map((report, i) => ({ name: plotName(report, i), report }))
      // Loaded here: runs without groups do without a plotting library.
      const { groupPlot } = await import('./group-plot.ts')
      for (const { name, report } of plots) await writeBytes(join(folder, name), groupPlot(report))
      return { outputs: [RUN_FILES.groups, ...plots.map(({ name }) => name)] }
    },
  }
}

async function allReports(
  parts: Pick<RunParts, 'examples' | 'readRows'>,
  { groups, method, seed }: Pick<GroupsPlan, 'groups' | 'method' | 'seed'>,
  effects: Effects,
): Promise<GroupReport[]> {
  const { examples } = parts
  checkGroups(groups, examples.metadata)
  const columns = groups.flatMap((column) => {
    const cells = examples.metadata[column]
    const values = cells && groupValues(cells)
    if (values) return [{ column, values }]
    effects.onWarning?.({
      code: 'not-a-group',
      message: `Column "${column}" has one value, or too many numbers, to be a group`,
      where: column,
    })
    return []
  })
  if (columns.length === 0) return []
  const domino = await dominoOfAll(parts, method, seed, effects)
  return columns.flatMap(({ column, values }) =>
    groupReports(examples, { column, values, split: method.heldOutSplit, seed, domino }),
  )
}

/** @throws ConfigError if a group is no metadata column. */
export function checkGroups(groups: readonly string[], metadata: Record<string, unknown>): void {
  const column = groups.find((name) => !Object.hasOwn(metadata, name))
  if (column === undefined) return
  const found = Object.keys(metadata)
  throw new ConfigError(
    `Cannot report on group "${column}": no such metadata column, expected ${found.length > 0 ? `one of ${found.slice(0, 20).join(', ')}` : 'the table to have some'}`,
    { issues: [{ path: 'groups', message: `unknown column "${column}"` }] },
  )
}

/** Domino's ranking of the held-out examples, at the rows of all examples. */
async function dominoOfAll(
  parts: Pick<RunParts, 'examples' | 'readRows'>,
  { fitSplit, heldOutSplit }: GroupsPlan['method'],
  seed: number,
  effects: Effects,
): Promise<Float64Array | undefined> {
  effects.onProgress?.({ step: 'groups', done: 0, total: 1, unit: 'mixtures' })
  const { classes, ids } = parts.examples
  const rowsOf = (split: string) =>
    Int32Array.from(
      classes.flatMap((_, label) => [...rowsOfClass(parts.examples, label, split)]),
    ).sort()
  const rows = rowsOf(heldOutSplit)
  const ranking = await dominoRanking(parts, rowsOf(fitSplit), rows, seed)
  if (ranking === undefined) return undefined
  const all = new Float64Array(ids.length).fill(Number.NaN)
  for (const [i, row] of rows.entries()) all[row] = ranking[i] ?? Number.NaN
  return all
}

/** A file name that any class and column may have. */
function plotName({ column, class: name }: GroupReport, at: number): string {
  const plain = `${column}-${name}`.replace(/[^\p{L}\p{N}_-]+/gu, '-').slice(0, 80)
  return `groups/${String(at + 1).padStart(3, '0')}-${plain}.svg`
}
