import { stat } from 'node:fs/promises'
import { isObject, isObjectFolder } from '../objects/address.ts'

/** Whether an input is a folder; what is not there is none. A store has no folders: there the address tells. */
export async function isFolder(path: string): Promise<boolean> {
  if (isObject(path)) return isObjectFolder(path)
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false
}

/** Whether something of this name lies on this machine. */
export const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

/** Whether it is a file. */
export const isFile = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isFile() ?? false
