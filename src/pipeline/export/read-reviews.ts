import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import type { z } from 'zod'
import { fileError, isSystemError } from '../../io/files/file-error.ts'
import { readJson } from '../../io/files/read-json.ts'
import { textAt } from '../../io/tables/column.ts'
import { readTable } from '../../io/tables/table.ts'
import { DataError } from '../../run/errors.ts'
import { readCvat } from './read-cvat.ts'
import { fiftyOneSchema, readFiftyOne } from './read-fiftyone.ts'
import { labelStudioSchema, readLabelStudio } from './read-label-studio.ts'
import type { Review } from './review.ts'

/**
 * Reviews of a file that another tool exported, told by its form: a zip of CVAT (ImageNet), JSON of Label Studio (a list) or of FiftyOne
 * (`labels`), else a table with `id` and `new_label` or `drop`.
 *
 * @throws DataError if it has none of these forms.
 */
export async function readReviews(path: string): Promise<Review[]> {
  try {
    switch (extname(path).toLowerCase()) {
      case '.zip':
        return readCvat(await readFile(path))
      case '.json':
        return readJsonReviews(path, await readJson(path))
      default:
        return await readTableReviews(path)
    }
  } catch (cause) {
    if (isSystemError(cause)) throw fileError(cause, 'read', path)
    if (!(cause instanceof RangeError)) throw cause
    throw new DataError(`Cannot import labels of "${path}": ${cause.message}`, { path, cause })
  }
}

function readJsonReviews(path: string, raw: unknown): Review[] {
  const checked = <T>(schema: z.ZodType<T>): T => {
    const { success, data, error } = schema.safeParse(raw)
    if (success) return data
    const [issue] = error.issues
    throw new DataError(
      `Cannot import labels of "${path}": at ${issue?.path.join('.') || 'the top'}: ${issue?.message}`,
      { path, hint: 'expected the JSON export of Label Studio, or labels.json of FiftyOne' },
    )
  }
  return Array.isArray(raw)
    ? readLabelStudio(checked(labelStudioSchema))
    : readFiftyOne(checked(fiftyOneSchema))
}

const YES = new Set(['true', '1', 'yes', 'x', 'drop'])
const NO = new Set(['false', '0', 'no'])

async function readTableReviews(path: string): Promise<Review[]> {
  const table = await readTable(path, (name) => ['id', 'new_label', 'drop'].includes(name))
  const [ids, labels, drops] = await Promise.all(
    ['id', 'new_label', 'drop'].map((name) => table.column(name)),
  )
  if (!ids || (!labels && !drops)) {
    throw new RangeError(
      `columns ${table.names.slice(0, 20).join(', ')}, expected id and new_label or drop`,
    )
  }
  return Array.from({ length: table.rows }, (_, row): Review => {
    const label = labels && textAt(labels, row)
    const drop = (drops && textAt(drops, row)?.trim().toLowerCase()) ?? 'false'
    if (!YES.has(drop) && !NO.has(drop)) {
      throw new RangeError(`drop "${drop}" in row ${row + 1}, expected true or false`)
    }
    return { example: textAt(ids, row) ?? '', label, isDropped: YES.has(drop) }
  })
}
