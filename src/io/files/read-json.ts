import { readFile } from 'node:fs/promises'
import { DataError } from '../../run/errors.ts'
import { fileError } from './file-error.ts'

/**
 * The value in a JSON file, unchecked.
 *
 * @throws DataError if the file is missing or is no JSON.
 */
export async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((cause) => {
    throw fileError(cause, 'read', path)
  })
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new DataError(`Cannot read "${path}": not JSON, ${(cause as Error).message}`, {
      path,
      cause,
    })
  }
}
