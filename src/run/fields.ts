import * as z from 'zod'

// Fields that stand in many files, each with what it says.

export const optionalText = (what: string) => z.string().optional().describe(what)
export const textOrNull = (what: string) => z.string().nullable().describe(what)
export const numberOrNull = (what: string) => z.number().nullable().describe(what)

export const texts = z.array(z.string())
export const positive = z.int().positive()
/** Lower and upper end. */
export const interval = z.tuple([z.number(), z.number()])

/** A warning, as kept in `run.json`. */
export const warningSchema = z.strictObject({
  code: z.string(),
  message: z.string(),
  where: z.string().optional(),
})
