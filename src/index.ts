// The library: `import { run, openRun, fitDirections } from 'faultline'`. The pure numbers alone, which also run in a
// browser, are `faultline/core`.
export * from './core/index.ts'
export { loadImageEncoder } from './encoders/load-image-encoder.ts'
export { loadTextEncoder } from './encoders/text-encoder.ts'
export { type Dataset, loadDataset } from './io/dataset.ts'
export { askCaptions } from './pipeline/ask-captions.ts'
export { fixRun } from './pipeline/fix/fix.ts'
export { type LoadedConfig, loadConfig } from './pipeline/load-config.ts'
export { openRun, type Run, readEmbeddingRows } from './pipeline/open-run.ts'
export { type RunOptions, run } from './pipeline/run.ts'
export { type LabelRun, runLabels } from './pipeline/run-labels.ts'
export { type ScoredImage, scoreImages } from './pipeline/score-images.ts'
export * from './run/index.ts'
