import { resolve } from 'node:path'
import { loadTextEncoder, type TextEncoder } from '../../encoders/text-encoder.ts'
import type { CaptionsFile } from '../../run/captions-file.ts'
import type { Config } from '../../run/config.ts'
import type { Effects } from '../../run/effects.ts'
import { type Run, readEmbeddingRows } from '../run-folder/open-run.ts'
import { checkRecorded } from '../run-folder/read-files.ts'
import { listedClasses, type RunParts } from './caption-context.ts'
import type { CaptionList } from './caption-list.ts'
import { captionSource, textTowerOf } from './caption-source.ts'
import { type CaptionVectors, loadCaptionVectors } from './caption-vectors.ts'
import { listKnownCaptions } from './list-known-captions.ts'
import { scoreKind } from './score-captions.ts'

/** What it takes to judge further sentences by a finished run. */
export interface OpenedCaptions {
  config: Config
  parts: RunParts
  list: CaptionList
  vectors: CaptionVectors
  score: CaptionsFile['score']
  /** undefined where vectors come from a file. */
  tower: TextEncoder | undefined
  close: () => Promise<void>
}

/**
 * The captions of a finished run with their vectors, and its text tower.
 *
 * @throws ConfigError if the run has neither caption vectors nor a text tower.
 */
export async function openCaptions(run: Run, effects: Effects = {}): Promise<OpenedCaptions> {
  const { config, base } = run.manifest
  const baseFolder = resolve(run.folder, base)
  const { source, inputs } = await captionSource(config, baseFolder)
  checkRecorded(inputs, run)
  const { list } = await listKnownCaptions({ ...config, baseFolder }, listed(run, config), source)
  const place = { runFolder: run.folder, dimensions: run.standardizer.mean.length }
  const vectors = await loadCaptionVectors(list, source, place, effects)
  const towerConfig = textTowerOf(config)
  const tower = towerConfig && (await loadTextEncoder(towerConfig, baseFolder))
  const score = scoreKind(config.captions ?? {}, config.method)
  const close = async () => tower?.close()
  return { config, parts: runParts(run), list, vectors, score, tower, close }
}

/** The parts of a finished run that captions and groups are judged by. */
function runParts(run: Run): RunParts {
  return { ...run, readRows: (rows) => readEmbeddingRows(run, rows) }
}

/** The classes whose captions sentences are compared with: a few where no class has a direction. */
function listed({ directions }: Run, { captions }: Pick<Config, 'captions'>): string[] {
  const names = listedClasses(directions, captions)
  return names.length > 0 ? names : directions.classes.slice(0, 3).map((found) => found.class)
}
