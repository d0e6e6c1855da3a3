import { join, resolve } from 'node:path'
import { isFile } from '../../io/files/is-folder.ts'
import { readText } from '../../io/files/text-encoding.ts'
import { isHubDataset, isObject } from '../../io/objects/address.ts'
import { ConfigError } from '../../run/errors.ts'

/** The class names that a flag gives, or `classes.txt` in the folder of the data. */
export async function readClasses(
  { classes, data }: { classes?: string | undefined; data: readonly string[] },
  cwd: string,
): Promise<string[] | undefined> {
  const [first = 'hf://'] = data
  const isHere = !isObject(first) && !isHubDataset(first)
  const file = classes ?? (isHere ? join(first, 'classes.txt') : undefined)
  if (file === undefined) return undefined
  if (!(await isFile(resolve(cwd, file)))) {
    if (classes === undefined) return undefined
    if (classes.includes(',')) return classes.split(',').map((name) => name.trim())
    throw new ConfigError(
      `Cannot use --classes "${classes}": no such file, and no names with commas`,
    )
  }
  const lines = (await readText(resolve(cwd, file))).split(/\r?\n/).map((line) => line.trim())
  const names = lines.filter((line) => line !== '')
  // A number in front of each name, as in CUB: "1 001.Albatross".
  const numbered = names.every((name, i) =>
    new RegExp(`^0*(?:${i}|${i + 1})[\\s,:]+\\S`).test(name),
  )
  return numbered ? names.map((name) => name.replace(/^\d+[\s,:]+/, '')) : names
}
