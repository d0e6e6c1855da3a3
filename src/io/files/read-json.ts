import { DataError } from '../../run/errors.ts'
import { parseJson } from './parse-json.ts'
import { readWhole } from './read-bytes.ts'

/** The value in a JSON file, unchecked. @throws DataError if the file is missing or is no JSON. */
export async function readJson(path: string): Promise<unknown> {
  const bytes = await readWhole(path)
  try {
    return parseJson(new TextDecoder().decode(bytes))
  } catch (cause) {
    throw new DataError(`Cannot read "${path}": not JSON, ${(cause as Error).message}`, {
      path,
      cause,
    })
  }
}
