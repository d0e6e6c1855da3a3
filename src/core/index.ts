/**
 * The numbers alone, without Node or the DOM. What stands here is public; the rest of the floor may change.
 *
 * @module faultline/core
 */

export {
  fitErrorAwareMixture,
  type MixtureOptions,
  mixtureResponsibilities,
  mostWrongComponents,
} from './baseline/error-aware-mixture.ts'
export {
  type GroupedExamples,
  type MinorityShares,
  minorityCurve,
  minorityShares,
} from './baseline/minority-report.ts'
export {
  captionCorrelations,
  captionFrame,
  outermostCaptions,
} from './caption/caption-correlations.ts'
export {
  type AccuracyCurve,
  accuracyCurve,
  type CaptionEvidence,
  captionEvidence,
} from './caption/caption-evidence.ts'
export { type Presence, presenceIn } from './caption/caption-presence.ts'
export type { CaptionProof } from './caption/caption-proof.ts'
export {
  type CaptionRows,
  differenceCaptionScores,
  faithfulCaptionScores,
} from './caption/caption-scores.ts'
export { type CaptionCase, claimedCaptions } from './caption/claim-captions.ts'
export type { FitImages, HeldOutImages } from './caption/class-images.ts'
export {
  type JudgedCaption,
  type NamingOptions,
  nameDirection,
} from './caption/name-direction.ts'
export {
  type CaptionVectors,
  type NamedCaptions,
  type PickedCaption,
  pickCaptions,
} from './caption/pick-captions.ts'
export {
  type ClassResult,
  type ClassState,
  combineClasses,
  type DirectionsResult,
  type JudgedDirection,
} from './direction/combine-classes.ts'
export { type CombinedScale, combinedValue } from './direction/combined-values.ts'
export { errorTarget } from './direction/error-target.ts'
export { type ExampleTable, rowsOfSplit } from './direction/example-table.ts'
export { findModes, modeOf } from './direction/find-modes.ts'
export {
  type ClassExamples,
  type ClassFit,
  type FitOptions,
  type FittedDirection,
  type FitWarning,
  fitClass,
} from './direction/fit-class.ts'
export { type FitDirectionsOptions, fitDirections } from './direction/fit-directions.ts'
export {
  FAITHFUL_GRID,
  type FaithfulFit,
  type FaithfulOptions,
  fitFaithful,
} from './direction/fit-faithful.ts'
export {
  fitRobust,
  type RobustDirection,
  type RobustFit,
  type RobustOptions,
  type RowFacts,
} from './direction/fit-robust.ts'
export { type ErrorRate, type HeldOutCheck, heldOutCheck } from './direction/held-out-check.ts'
export {
  decisionValues,
  type Hyperplane,
  hyperplaneOf,
  type StoredDirection,
} from './direction/hyperplane.ts'
export { firstRound, nextRound, type PermutationRound } from './direction/permutation-rounds.ts'
export { type ScoreModel, scoreByProbability, scoreExamples } from './direction/score-examples.ts'
export { stratifiedFolds } from './direction/stratified-folds.ts'
export { suspectedLabelErrors } from './direction/suspected-label-errors.ts'
export {
  type ChangeEvidence,
  type ErrorCount,
  pairedEvidence,
  unpairedEvidence,
} from './guard/change-evidence.ts'
export {
  type JudgedChange,
  type JudgeOptions,
  judgeChanges,
  type Verdict,
} from './guard/judge-changes.ts'
export {
  type ClassAnchors,
  classAnchors,
  type Identity,
  identityCheck,
} from './repair/identity-check.ts'
export {
  balancedLossWeights,
  rareGroupMarks,
  softLossWeights,
  timesTwoLossWeights,
} from './repair/loss-weights.ts'
export { type Selection, type SelectOptions, selectHardest } from './repair/select-hardest.ts'
export {
  fitSoftmax,
  predictClasses,
  predictProbabilities,
  type SoftmaxModel,
  type SoftmaxOptions,
} from './repair/softmax-regression.ts'
export { collapsedRows, dependentGroups } from './ridge/dependent-groups.ts'
export { findCopies } from './ridge/find-copies.ts'
export { fitGroupedRidge, type GroupedRidge } from './ridge/grouped-ridge.ts'
export { leftOutValues, openRidge, type Ridge } from './ridge/ridge.ts'
export { softenStandardizer } from './ridge/soften-standardizer.ts'
export { type AurocEstimate, type AurocOptions, auroc, aurocEstimate } from './statistics/auroc.ts'
export { balancedAccuracy } from './statistics/balanced-accuracy.ts'
export { benjaminiHochberg } from './statistics/benjamini-hochberg.ts'
export { binomialTail } from './statistics/binomial-tail.ts'
export { bootstrapMean } from './statistics/bootstrap-mean.ts'
export { type CorrelationResult, correlationTests } from './statistics/correlation-test.ts'
export { f1Threshold } from './statistics/f1-threshold.ts'
export { holm } from './statistics/holm.ts'
export { hypergeometricTail } from './statistics/hypergeometric.ts'
export { normalCdf, normalQuantile, normalTail } from './statistics/normal-distribution.ts'
export {
  belowMarginP,
  type PairCounts,
  pairedInterval,
  pairedScore,
} from './statistics/paired-difference.ts'
export { type PairedResult, pairedTest } from './statistics/paired-test.ts'
export {
  exactPInterval,
  type PermutationOptions,
  type PermutationResult,
  permutationTest,
} from './statistics/permutation-test.ts'
export { type Spread, spreadOf } from './statistics/spread.ts'
export { studentQuantile, studentTwoSided } from './statistics/student-t.ts'
export { type Interval, newcombeInterval, wilsonInterval } from './statistics/wilson.ts'
export { type GramOptions, gramMatrix, type KernelRows } from './svm/gram.ts'
export { type SvcSolution, solveSvc } from './svm/svc.ts'
export type { SvcOptions } from './svm/svc-state.ts'
export { balancedWeights, svcWeights } from './svm/svc-weights.ts'
export { cosinesWith } from './vectors/count-nearest.ts'
export { embeddingDisplacement } from './vectors/embedding-displacement.ts'
export { type Matrix, type Matrix64, matrixRow } from './vectors/matrix.ts'
export { type DuplicatePair, nearDuplicates } from './vectors/near-duplicates.ts'
export { nearestRows } from './vectors/nearest-rows.ts'
export {
  type PrincipalComponents,
  principalComponents,
  projectRows,
} from './vectors/principal-components.ts'
export { normalDraw, type Random, randomSource, shuffled } from './vectors/random.ts'
export {
  allRows,
  type RowSource,
  standardizedRows,
  unitRowSource,
} from './vectors/row-source.ts'
export { slerp } from './vectors/slerp.ts'
export {
  constantFeatures,
  fitStandardizer,
  fitStandardizerOfBlocks,
  type Standardizer,
} from './vectors/standardize.ts'
export { unitRows } from './vectors/unit-rows.ts'
export { argmax, dot, norm, unit } from './vectors/vector.ts'
