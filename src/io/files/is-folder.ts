import { stat } from 'node:fs/promises'
import { isObject, isObjectFolder } from '../objects/address.ts'

/** Whether an input is a folder; what is not there is none. A store has no folders: there the address tells. */
export async function isFolder(path: string): Promise<boolean> {
  if (isObject(path)) return isObjectFolder(path)
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false
}
