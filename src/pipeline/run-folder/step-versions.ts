/**
 * Version of each step. Raise it when the step gives another result for equal inputs: what an older version has left is
 * then done again.
 */
export const STEP_VERSIONS = {
  classify: 2,
  embed: 2,
  fit: 4,
  score: 4,
  caption: 6,
  groups: 2,
  map: 2,
  thumbnails: 3,
}

export type StepName = keyof typeof STEP_VERSIONS
