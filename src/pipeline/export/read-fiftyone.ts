import * as z from 'zod'
import type { Review } from './review.ts'

const target = z.union([z.string(), z.int().nonnegative()])

/** `labels.json` of a FiftyOneImageClassificationDataset. */
export const fiftyOneSchema = z.looseObject({
  classes: z.array(z.string()).nullish(),
  labels: z.record(z.string(), z.union([target, z.looseObject({ label: target }), z.null()])),
})

/**
 * Reviews of `labels.json` as FiftyOne exports it; an image whose label was taken away is dropped.
 *
 * @throws RangeError if an index has no class.
 */
export function readFiftyOne({ classes, labels }: z.output<typeof fiftyOneSchema>): Review[] {
  return Object.entries(labels).map(([file, given]) => {
    const example = file.split('/').at(-1) ?? file
    if (given === null) return { example, isDropped: true }
    const value = typeof given === 'object' ? given.label : given
    if (typeof value === 'string') return { example, label: value, isDropped: false }
    const label = classes?.[value]
    if (label === undefined) {
      throw new RangeError(
        `label ${value} of "${file}", expected an index of its ${classes?.length ?? 0} classes`,
      )
    }
    return { example, label, isDropped: false }
  })
}
