import {
  type ClassDirections,
  type DirectionRecord,
  isSeenAgain,
} from '../../run/directions-file.ts'
import type { RunManifest } from '../../run/manifest.ts'
import { count, oneLine, probability } from '../words/format.ts'

/** How sure a failure mode is, in plain words: what decided, where it was found, whether it was seen again. */
export function sureness(
  { errors, examples }: Pick<ClassDirections, 'errors' | 'examples'>,
  { q, p, heldOut }: Pick<DirectionRecord, 'q' | 'p' | 'heldOut'>,
  { fitSplit, alpha }: Pick<RunManifest['config']['method'], 'fitSplit' | 'alpha'>,
): string {
  const found = `found among the ${count(errors)} wrong of ${count(examples)} images in “${oneLine(fitSplit)}”`
  const decided =
    q !== null
      ? `Sure: ${found} (q ${probability(q)}, at most ${alpha} is called sure)`
      : p !== null
        ? `Taken as sure: ${found} (p ${probability(p)})`
        : `Not tested: ${found}`
  const again = isSeenAgain({ heldOut })
  if (again === undefined) return `${decided}. No other images could confirm it.`
  return again
    ? `${decided}, and seen again on images that had no part in the search.`
    : `${decided}. On images that had no part in the search it was not seen again for certain.`
}
