import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { LastStep } from '../../pipeline/run/run.ts'
import { runLabels } from '../../pipeline/run/run-labels.ts'
import {
  type LoadedConfig,
  loadConfig,
  loadRunConfig,
} from '../../pipeline/run-folder/load-config.ts'
import { readDirections } from '../../pipeline/run-folder/open-run.ts'
import { ConfigError } from '../../run/errors.ts'
import {
  type Arguments,
  type CliContext,
  type Flag,
  stringFlag,
  stringFlags,
} from '../arguments/command.ts'
import { summary } from '../terminal/summary.ts'
import { tellOlder } from './tell-older.ts'

export const RUN_FLAGS: Record<string, Flag> = {
  out: { type: 'string', short: 'o', value: 'DIR', help: 'Run folder. Default: runs/NAME' },
  set: { type: 'string', multiple: true, value: 'path=value', help: 'Change a key of the config' },
  strict: { type: 'boolean', help: 'An image that cannot be read is an error' },
  workers: { type: 'string', value: 'N', help: 'Threads that fit classes; the result is the same' },
}

/** `faultline run`, `embed`, `fit` and `score`: the pipeline up to a step, then what was found. */
export async function runSteps(
  args: Arguments,
  context: CliContext,
  name: string,
  until?: LastStep,
): Promise<number> {
  const { config, baseFolder, folder } = await locate(args, context, name)
  const workers = parseWorkers(stringFlag(args, 'workers'))
  const options = {
    folder,
    baseFolder,
    strict: Boolean(args.values['strict']),
    ...(workers !== undefined && { workers }),
    ...(until && { until }),
  }
  const runs = await runLabels(config, options, context.effects)
  if (until === undefined || until === 'score' || until === 'caption')
    for (const run of runs) await tellOlder(run, context)
  if (context.json) {
    const manifests = runs.map(({ manifest }) => manifest)
    context.stdout(
      `${JSON.stringify(manifests.length === 1 ? manifests[0] : manifests, null, 2)}\n`,
    )
    return 0
  }
  for (const run of runs) {
    if (run.label !== undefined) context.stdout(`\n${run.label}\n`)
    if (until !== 'embed') context.stdout(summary(await readDirections(run.folder), context.width))
    context.stdout(`\n${run.folder}\n`)
  }
  return 0
}

/** The config to run, by file or by the folder of an earlier run (`ofRun`), and the folder to write. */
export async function locate(
  args: Arguments,
  { cwd }: CliContext,
  name: string,
): Promise<LoadedConfig & { folder: string; ofRun: boolean }> {
  const [given, ...more] = args.positionals
  if (given === undefined || more.length > 0) {
    throw new ConfigError(
      `Cannot ${name}: ${args.positionals.length} paths, expected one config file or run folder`,
      {
        hint: `faultline ${name} CONFIG.json`,
      },
    )
  }
  const path = resolve(cwd, given)
  const settings = stringFlags(args, 'set')
  const out = stringFlag(args, 'out')
  if (await isFolder(path))
    return {
      ...(await loadRunConfig(path, settings)),
      folder: out ? resolve(cwd, out) : path,
      ofRun: true,
    }
  const loaded = await loadConfig(path, settings)
  return {
    ...loaded,
    ofRun: false,
    folder: out ? resolve(cwd, out) : join(cwd, 'runs', loaded.config.name),
  }
}

function parseWorkers(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const workers = Number(text)
  if (Number.isInteger(workers) && workers > 0) return workers
  throw new ConfigError(`Cannot use --workers "${text}": expected a whole number above 0`)
}

/** Whether a path leads to a folder. */
export const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  )
