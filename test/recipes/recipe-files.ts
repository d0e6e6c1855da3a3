import { execFile } from 'node:child_process'
import { cp, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { loadDataset } from '../../src/io/dataset/dataset.ts'
import { parseConfig } from '../../src/run/config.ts'
import { folderOf } from '../folder-of.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
export const RECIPES = join(ROOT, 'recipes')
export const recipe = (name: string) => import(join(RECIPES, name))

/** A copy of the recipes that may write its data folder. */
export async function copyOfRecipes(): Promise<string> {
  const folder = await folderOf()
  await cp(RECIPES, join(folder, 'recipes'), {
    recursive: true,
    filter: (file) => !file.endsWith('data'),
  })
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  return join(folder, 'recipes')
}

/** What a converter prints. */
export const run = async (folder: string, name: string, ...args: string[]) =>
  (await promisify(execFile)(process.execPath, [join(folder, name), ...args])).stdout

/** The dataset of a config, without its images and predictions. */
export async function datasetOf(folder: string, config: string) {
  const raw = JSON.parse(await readFile(join(folder, config), 'utf8'))
  const { predictions: _, images: __, ...dataset } = raw.dataset
  return loadDataset(parseConfig({ dataset }, config).dataset, folder)
}

export const countOf = (values: readonly unknown[]) => {
  const counts: Record<string, number> = {}
  for (const value of values) counts[String(value)] = (counts[String(value)] ?? 0) + 1
  return counts
}
