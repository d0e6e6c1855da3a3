// What a library user meets of the run folder: the config, the files' types, errors and effects.
export type { CaptionRow, CaptionsFile } from './captions-file.ts'
export type { ChangeRecord, CompareFile, ModeChange, NewMode, Shift } from './compare-file.ts'
export {
  type CaptionsConfig,
  type ClassifierConfig,
  type Config,
  configSchema,
  type DatasetConfig,
  type EncoderConfig,
  type MethodConfig,
  parseConfig,
} from './config.ts'
export type {
  ClassDirections,
  DirectionRecord,
  DirectionsFile,
  HeldOut,
} from './directions-file.ts'
export type { Effects, Progress, StopSignal, Warning } from './effects.ts'
export {
  ConfigError,
  type ConfigIssue,
  DataError,
  EncoderError,
  FaultlineError,
  RunError,
} from './errors.ts'
export { EXAMPLE_COLUMNS, RUN_FILES, thumbnailName } from './files.ts'
export type { FixArm, FixConfig } from './fix-config.ts'
export type { FixArmResult, FixComparison, FixFile, FixMeasure } from './fix-file.ts'
export type { GroupReport, GroupsFile } from './groups-file.ts'
export type { InterventionKind, InterventionManifest } from './interventions-file.ts'
export { RUN_VERSION, type RunManifest } from './manifest.ts'
export type { Slice, SlicesFile } from './slices-file.ts'
