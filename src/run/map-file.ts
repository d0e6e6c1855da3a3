import * as z from 'zod'

/** `map.json`: how the map was made. */
export const mapFileSchema = z.strictObject({
  examples: z.int().nonnegative(),
  laidOut: z
    .int()
    .nonnegative()
    .describe('Placed by UMAP; the others stand at the mean of the three nearest of these'),
})

export type MapFile = z.output<typeof mapFileSchema>
