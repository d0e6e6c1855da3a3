import { type DirectionRecord, isSeenAgain } from '../../run/directions-file.ts'
import type { RunManifest } from '../../run/manifest.ts'
import { probability } from '../words/format.ts'

/** How sure a failure mode is, in plain words: what decided, and whether it was seen again. */
export function sureness(
  { q, p, heldOut }: Pick<DirectionRecord, 'q' | 'p' | 'heldOut'>,
  { alpha }: Pick<RunManifest['config']['method'], 'alpha'>,
): string {
  const decided =
    q !== null
      ? `Sure: q ${probability(q)}, where at most ${alpha} is called sure`
      : p !== null
        ? `Taken as sure: p ${probability(p)}`
        : 'Not tested'
  const again = isSeenAgain({ heldOut })
  if (again === undefined) return `${decided}. No other images could confirm it.`
  return again
    ? `${decided}; seen again on images that had no part in the search.`
    : `${decided}. On images that had no part in the search it was not seen again for certain.`
}
