import type { StepRecord } from '../../run/manifest.ts'
import { digestJson } from './digest-json.ts'
import { STEP_VERSIONS, type StepName } from './step-versions.ts'
import { toolVersion } from './tool-version.ts'

/**
 * Everything that the result of a step may depend on. No part can be left out: a step that does not depend on one says so
 * with null.
 */
export interface Dependencies {
  /** The images in the order of the rows: `digestImages`. */
  images: string | null
  /** What the table says of the examples, in its order: `digestTable`, or less of it. */
  rows: string | null
  /** sha256 of each file of the models that are run. */
  models: readonly string[] | null
  /** sha256 of each file of vectors that is read. */
  vectors: readonly string[] | null
  /** The captions, and which of them are whose. */
  captions: unknown
  /** Settings of the config, as JSON; the seed, where one is used. */
  settings: unknown
  /** Finished steps whose files are read. */
  results: readonly StepRecord[] | null
}

declare const made: unique symbol
/** What a step depends on, as one digest. An equal key means an equal result. Only {@link dependsOn} makes one. */
export type StepKey = string & { readonly [made]: true }

/** The key of a step: its dependencies, and the versions of the step and of the tool. */
export function dependsOn(step: StepName, dependencies: Dependencies): StepKey {
  const results = dependencies.results?.map(({ outputs }) =>
    outputs.map(({ file, sha256 }) => [file, sha256]),
  )
  const version = STEP_VERSIONS[step]
  return digestJson({ ...dependencies, results, step, version, tool: toolVersion() }) as StepKey
}
