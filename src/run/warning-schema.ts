import * as z from 'zod'

/** Schema of a warning, as kept in `run.json`. */
export const warningSchema = z.strictObject({
  code: z.string(),
  message: z.string(),
  where: z.string().optional(),
})
