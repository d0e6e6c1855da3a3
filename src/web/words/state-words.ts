import type { DirectionState } from '../../run/directions-file.ts'

/** The state of a class, in words. */
export const STATE_WORDS: Record<DirectionState, string> = {
  ok: 'failure mode',
  'not-significant': 'nothing beyond chance',
  'not-enough-errors': 'too few errors to say',
}

/** How sure a finding is. */
export const SURE_WORDS: Record<DirectionState, string> = {
  ok: 'Sure',
  'not-significant': 'Not sure',
  'not-enough-errors': 'Not sure',
}
