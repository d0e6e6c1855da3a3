/**
 * The library: `import { run, openRun, fitDirections } from 'faultline'`. The pure numbers alone, which also run in a
 * browser, are `faultline/core`.
 *
 * @module faultline
 */
export * from './core/index.ts'
export { loadImageEncoder } from './encoders/load-image-encoder.ts'
export { loadTextEncoder } from './encoders/text-encoder.ts'
export { type Dataset, loadDataset } from './io/dataset/dataset.ts'
export { askCaptions } from './pipeline/caption/ask-captions.ts'
export {
  type Caption,
  type CaptionGrammar,
  type CaptionKind,
  type ClassCaptions,
  expandGrammar,
  fillTemplate,
} from './pipeline/caption/sets/caption-grammar.ts'
export { fixRun } from './pipeline/fix/fix.ts'
export type { Baseline, FrozenMode } from './pipeline/guard/baseline.ts'
export {
  type Candidate,
  candidateOfPredictions,
  candidateOfRun,
} from './pipeline/guard/candidate.ts'
export { type CheckOptions, checkModes } from './pipeline/guard/check-modes.ts'
export { compareRuns } from './pipeline/guard/compare-runs.ts'
export { readFailureModes, writeFailureModes } from './pipeline/guard/failure-modes.ts'
export { type FreezeOptions, freezeModes } from './pipeline/guard/freeze-modes.ts'
export { type RunOptions, run } from './pipeline/run/run.ts'
export { type LabelRun, runLabels } from './pipeline/run/run-labels.ts'
export { type LoadedConfig, loadConfig } from './pipeline/run-folder/load-config.ts'
export { openRun, type Run, readEmbeddingRows } from './pipeline/run-folder/open-run.ts'
export { type ReportOptions, type WrittenReport, writeReport } from './pipeline/show/report.ts'
export { scoreImages } from './pipeline/show/score-images.ts'
export type { ScoredImage } from './pipeline/show/scored-image.ts'
export * from './run/index.ts'
