import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { isRunFolder } from '../../io/files/is-run-folder.ts'
import { isTemporary, writeBytes } from '../../io/files/write-atomic.ts'
import type { Config } from '../../run/config.ts'
import { ConfigError, RunError } from '../../run/errors.ts'
import { RUN_FILES } from '../../run/files.ts'
import { lockRun, type RunLock } from './lock.ts'
import { STEP_VERSIONS } from './step-versions.ts'
import { readRecord } from './steps.ts'

const MARK = 'This folder is made by faultline run.\n'

/**
 * Takes a folder for a run: it must be new, empty or one of ours, so that nothing of anybody else is ever written over.
 *
 * @returns undefined if the folder can only be read.
 * @throws RunError if it is somebody else's, or another process is writing it.
 */
export async function claimFolder(folder: string): Promise<RunLock | undefined> {
  const names: string[] = await readdir(folder).catch((cause) => {
    if (cause.code === 'ENOENT') return []
    throw new RunError(`Cannot use "${folder}" as a run folder: ${cause.code}, expected a folder`, {
      folder,
      cause,
    })
  })
  const others = names.filter((name) => name !== RUN_FILES.lock && !isTemporary(name))
  if (others.length > 0 && !(await isOurs(folder))) {
    throw new RunError(
      `Cannot use "${folder}" as a run folder: it holds ${others.length} files or folders such as "${others[0]}" and is no run, expected a new or an empty folder`,
      { folder, hint: 'choose another --out' },
    )
  }
  const lock = await lockRun(folder)
  if (lock && !names.includes(RUN_FILES.mark)) await writeBytes(join(folder, RUN_FILES.mark), MARK)
  return lock
}

/** An unfinished run of an older version has no mark, but records of its steps. */
async function isOurs(folder: string): Promise<boolean> {
  if (await isRunFolder(folder)) return true
  const records = Object.keys(STEP_VERSIONS).map((name) => readRecord(folder, name))
  return (await Promise.all(records)).some((record) => record !== undefined)
}

/** Refuses a config that reads what the run writes. @throws ConfigError with the setting and the file. */
export async function checkInputsOutside(
  config: Config,
  baseFolder: string,
  folder: string,
): Promise<void> {
  const outputs = new Set<string>([...Object.values(RUN_FILES), 'groups'])
  const root = await realPath(folder)
  for (const [setting, path] of inputPaths(config)) {
    const [first, ...rest] = relative(root, await realPath(resolve(baseFolder, path))).split(sep)
    if (first === undefined || !(outputs.has(first) || (first === '' && rest.length === 0)))
      continue
    throw new ConfigError(`Cannot write run "${folder}": ${setting} "${path}" is read from there`, {
      hint: 'choose another --out',
      issues: [{ path: setting, message: 'lies where the run is written' }],
    })
  }
}

/** Every path in a config that is read, with the name of its setting. */
function inputPaths({ dataset, classifier, encoder, embeddings, captions, fix }: Config) {
  const { images, table, predictions, arrays = {} } = dataset
  const features = fix?.features
  const all: [setting: string, path: string | undefined][] = [
    ['dataset.images', images],
    ...[table ?? []].flat().map((path): [string, string] => ['dataset.table', path]),
    ['dataset.predictions', predictions],
    ...Object.entries(arrays).map(([name, path]): [string, string | undefined] => [
      `dataset.arrays.${name}`,
      path,
    ]),
    ['classifier.onnx', classifier?.onnx],
    ['encoder', encoder && ('onnx' in encoder ? encoder.onnx : encoder.model)],
    ['embeddings.file', embeddings?.file],
    ['captions.file', captions?.file],
    ['captions.embeddings', captions?.embeddings],
    ['fix.features.file', features && 'file' in features ? features.file : undefined],
  ]
  return all.filter((entry): entry is [string, string] => entry[1] !== undefined)
}

/** The path without links, as far as it exists. */
async function realPath(path: string): Promise<string> {
  if (await stat(path).catch(() => undefined)) return realpath(path)
  const parent = dirname(path)
  return parent === path ? path : join(await realPath(parent), basename(path))
}
