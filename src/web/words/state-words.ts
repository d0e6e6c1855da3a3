import type { DirectionState } from '../../run/directions-file.ts'

/** The state of a class, in words. */
export const STATE_WORDS: Record<DirectionState, string> = {
  ok: 'failure mode',
  'not-significant': 'nothing beyond chance',
  'not-enough-errors': 'too few errors to say',
}
