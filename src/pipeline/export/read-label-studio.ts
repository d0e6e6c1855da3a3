import * as z from 'zod'
import type { Review } from './review.ts'

const resultSchema = z.looseObject({
  from_name: z.string().optional(),
  type: z.string().optional(),
  value: z.looseObject({ choices: z.array(z.string()).optional() }).optional(),
})

/** The JSON export of Label Studio, as far as it concerns us. */
export const labelStudioSchema = z.array(
  z.looseObject({
    data: z.looseObject({ example: z.string() }),
    annotations: z
      .array(
        z.looseObject({
          was_cancelled: z.boolean().optional(),
          result: z.array(resultSchema).default([]),
        }),
      )
      .default([]),
  }),
)

/**
 * Reviews of a JSON export of Label Studio. A task without an annotation, or with cancelled ones alone, was not reviewed; of
 * several annotations that differ each is a review, and who puts them together sees that they do.
 */
export function readLabelStudio(tasks: z.output<typeof labelStudioSchema>): Review[] {
  return tasks.flatMap(({ data, annotations }) =>
    annotations
      .filter(({ was_cancelled }) => was_cancelled !== true)
      .map(({ result }): Review => {
        const chosen = (name: string) =>
          result.find(({ from_name, type }) => from_name === name && type === 'choices')?.value
            ?.choices?.[0]
        return {
          example: data.example,
          label: chosen('label'),
          isDropped: chosen('use') === 'drop',
        }
      }),
  )
}
