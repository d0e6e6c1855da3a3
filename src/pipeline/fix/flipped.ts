import type { FixFlip } from '../../run/fix-file.ts'
import type { ArmRuns } from './compare-arms.ts'

/** Ids listed at most, of each arm and class. */
const LISTED = 24

/** What the flips are counted over. */
interface FlipTable {
  ids: readonly string[]
  classes: readonly string[]
  labels: Int32Array
  /** 1 = flagged. */
  flagged: Int8Array
}

/**
 * Test images that most trainings of an arm get right and most trainings without it wrong, and the other way round: a
 * line an arm and class.
 */
export function flippedImages(
  { ids, classes, labels, flagged }: FlipTable,
  rows: Int32Array,
  runs: readonly ArmRuns[],
): FixFlip[] {
  const before = mostlyRight(runs.find(({ name }) => name === 'none'))
  if (!before) return []
  return runs.flatMap((arm) => {
    const after = arm.name === 'none' ? undefined : mostlyRight(arm)
    if (!after) return []
    return classes.flatMap((name, label): FixFlip[] => {
      const places = [...rows.keys()].filter((place) => labels[rows[place] ?? -1] === label)
      const mended = places.filter((place) => !before(place) && after(place))
      const broken = places.filter((place) => before(place) && !after(place))
      if (mended.length + broken.length === 0) return []
      const isFlagged = (place: number) => Number(flagged[rows[place] ?? -1] === 1)
      const images = mended.toSorted((a, b) => isFlagged(b) - isFlagged(a) || a - b)
      return [
        {
          arm: arm.name,
          class: name,
          mended: mended.length,
          broken: broken.length,
          images: images.slice(0, LISTED).map((place) => ids[rows[place] ?? -1] ?? ''),
        },
      ]
    })
  })
}

/** Whether more than half of an arm's finished trainings are right at a place; undefined without any. */
function mostlyRight(arm: ArmRuns | undefined): ((place: number) => boolean) | undefined {
  const done = arm?.seeds.flatMap(({ correct }) => (correct ? [correct] : [])) ?? []
  if (done.length === 0) return undefined
  return (place) => 2 * done.reduce((sum, correct) => sum + (correct[place] ?? 0), 0) > done.length
}
