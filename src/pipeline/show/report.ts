import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { writeBytes } from '../../io/files/write-atomic.ts'
import type { Effects } from '../../run/effects.ts'
import type { ExplorerFacts } from '../../run/explorer.ts'
import { RUN_FILES } from '../../run/files.ts'
import type { ReportThumbnails } from '../../run/report-data.ts'
import { holdRun } from '../run-folder/hold-run.ts'
import { REPORT_SOURCES, recordMade, sourcesOf } from '../run-folder/made-from.ts'
import { openRun, type Run } from '../run-folder/open-run.ts'
import { factsOf } from './explorer-facts.ts'
import { dataTags, type ReportPage, readReportPage } from './report-page.ts'
import { reportRows } from './report-rows.ts'
import { reportVectors } from './report-vectors.ts'
import { storedThumbnail } from './stored-thumbnail.ts'

const NO_ASK =
  'A report holds no model, so it cannot read sentences. “faultline serve RUN” opens the same run with this page working.'

export interface ReportOptions {
  /** Folder of the built explorer. */
  webFolder: string
  /** Bytes that the report may have; pictures are left out from the end of the list. @default 14 MB */
  budget?: number
}

/** What a report holds. */
export interface WrittenReport {
  file: string
  /** Bytes. */
  size: number
  /** Examples whose pictures are in it, and examples in all. */
  pictures: number
  examples: number
}

/**
 * Writes a run as one HTML file that opens from the disk and needs no network: the explorer itself, with the run's data
 * and as many thumbnails as fit, the hardest and easiest images of each class first.
 *
 * @param folder - The run folder.
 * @param file - Where to.
 * @throws RunError if it is no finished run, or the explorer was not built.
 * @example
 * await writeReport('runs/faces', 'faces.html', { webFolder: 'node_modules/faultline/dist/web' })
 */
export async function writeReport(
  folder: string,
  file: string,
  { webFolder, budget = 14_000_000 }: ReportOptions,
  effects: Effects = {},
): Promise<WrittenReport> {
  const page = await readReportPage(webFolder)
  const run = await openRun(resolve(folder))
  return holdRun(run, async () => {
    const sources = await sourcesOf(run.folder, run.manifest, REPORT_SOURCES)
    const html = await reportOf(run, page, budget, effects)
    await writeBytes(file, html.bytes)
    if (resolve(file) === join(run.folder, RUN_FILES.report))
      await recordMade(run.folder, 'report', RUN_FILES.report, sources)
    return { file, size: html.bytes.length, ...html.counts }
  })
}

async function reportOf(run: Run, page: ReportPage, budget: number, effects: Effects) {
  const { folder } = run
  const found = await factsOf(run)
  const manifests = found.interventions.filter(({ file }) => file.endsWith('/manifest.json'))
  const files = await inlined(folder, [
    ...found.files.filter((name) => name !== RUN_FILES.mapAxes), // the map itself is there at once
    ...manifests.map(({ file }) => file),
  ])
  const fixed = page.head.length + page.tail.length + JSON.stringify(files).length
  const room = budget - fixed - 200_000 // neighbours and the rest
  const thumbnails = await fittingThumbnails(run, room, effects)
  const pictured = reportRows(run).filter((row) => Object.hasOwn(thumbnails, row))
  effects.signal?.throwIfAborted()
  const facts: ExplorerFacts = {
    ...found,
    thumbnails: pictured.toSorted((a, b) => a - b),
    originals: false,
    noAsk: NO_ASK,
  }
  const data = { facts, files, ...(await reportVectors(run, pictured)) }
  const bytes = Buffer.from(page.head + dataTags(data, thumbnails) + page.tail)
  return { bytes, counts: { pictures: pictured.length, examples: run.examples.ids.length } }
}

async function inlined(folder: string, names: readonly string[]): Promise<Record<string, string>> {
  const entries = await Promise.all(
    names.map(async (name) => {
      const bytes = await readFile(join(folder, name)).catch(() => undefined)
      return bytes ? [[name, gzipSync(bytes).toString('base64')]] : []
    }),
  )
  return Object.fromEntries(entries.flat())
}

/** Thumbnails in order of importance until the room is used up. */
async function fittingThumbnails(
  run: Run,
  room: number,
  effects: Effects,
): Promise<ReportThumbnails> {
  const thumbnails: ReportThumbnails = {}
  const rows = reportRows(run)
  let used = 0
  for (const [done, row] of rows.entries()) {
    if (done % 200 === 0) {
      effects.signal?.throwIfAborted()
      effects.onProgress?.({ step: 'report', done, total: rows.length, unit: 'images' })
    }
    const bytes = await storedThumbnail(run.folder, run.examples.ids[row] ?? '')
    if (!bytes) continue
    const text = bytes.toString('base64')
    used += text.length + 12
    if (used > room) break
    thumbnails[row] = text
  }
  return thumbnails
}
