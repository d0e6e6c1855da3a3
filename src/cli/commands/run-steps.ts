import { join, resolve } from 'node:path'
import { outcomeFacts } from '../../core/outcome/accuracy.ts'
import { readExamples } from '../../io/dataset/examples-file.ts'
import { isFolder, isThere } from '../../io/files/is-folder.ts'
import { isRunFolder } from '../../io/files/is-run-folder.ts'
import { readJson } from '../../io/files/read-json.ts'
import type { LastStep } from '../../pipeline/run/run.ts'
import { runLabels } from '../../pipeline/run/run-labels.ts'
import {
  applySetting,
  type LoadedConfig,
  loadConfig,
  loadRunConfig,
} from '../../pipeline/run-folder/load-config.ts'
import { readDirections } from '../../pipeline/run-folder/open-run.ts'
import { captionsFileSchema } from '../../run/captions-file.ts'
import { type Config, parseConfig } from '../../run/config.ts'
import { ConfigError } from '../../run/errors.ts'
import { RUN_FILES } from '../../run/files.ts'
import { type Arguments, type CliContext, type Flag, valued } from '../arguments/command.ts'
import { numberFlag, stringFlag, stringFlags } from '../arguments/flag-values.ts'
import { namesText } from '../terminal/names.ts'
import { outcomesText } from '../terminal/outcomes.ts'
import { nextSteps } from '../terminal/program.ts'
import { summary } from '../terminal/summary.ts'
import { CONFIG_FILE, concludeFrom, conclusionText, INIT_FLAGS } from './init.ts'
import { tellOlder } from './tell-older.ts'

export const RUN_FLAGS = {
  out: valued('DIR', 'Run folder. Default: runs/NAME', { short: 'o' }),
  set: valued('path=value', 'Change a key of the config', { multiple: true }),
  strict: { type: 'boolean', help: 'An image that cannot be read is an error' },
  'no-cache': {
    type: 'boolean',
    help: 'Use and keep no vectors of other runs, as FAULTLINE_CACHE=off',
  },
  workers: valued('N', 'Threads that fit classes; the result is the same'),
} as const satisfies Record<string, Flag>

/** `faultline run`, `embed`, `fit` and `score`: the pipeline up to a step, then what was found. */
export async function runSteps(
  args: Arguments,
  context: CliContext,
  name: string,
  until?: LastStep,
): Promise<number> {
  const { config, baseFolder, folder } = await locate(args, context, name)
  if (args.values['no-cache']) process.env['FAULTLINE_CACHE'] = 'off'
  const workers = numberFlag(args, 'workers', { least: 1, whole: true })
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
    if (until === undefined || until === 'score') {
      const { classes } = run.manifest
      const examples = await readExamples(join(run.folder, RUN_FILES.examples), classes)
      context.stdout(`${outcomesText(outcomeFacts(examples))}\n`)
    }
    if (until !== 'embed') context.stdout(summary(await readDirections(run.folder), context.width))
    const names = until === undefined || until === 'caption' ? await readNames(run.folder) : ''
    if (names !== '') context.stdout(`\n${names}\n`)
    context.stdout(`\n${run.folder}\n`)
    if (until === undefined) context.stdout(`\n${await next(run, config, context)}`)
  }
  return 0
}

/** Empty for a run without captions. */
async function readNames(folder: string): Promise<string> {
  const raw = await readJson(join(folder, RUN_FILES.captionReport)).catch(() => undefined)
  return raw === undefined ? '' : namesText(captionsFileSchema.parse(raw))
}

async function next(
  { folder }: { folder: string },
  { encoder }: Config,
  { cwd }: CliContext,
): Promise<string> {
  const { classes } = await readDirections(folder)
  const found = classes.find(({ state }) => state === 'ok')
  return nextSteps({
    cwd,
    folder,
    hasText: encoder !== undefined && 'model' in encoder,
    className: (found ?? classes[0])?.class ?? 'cat',
    isFound: found !== undefined,
  })
}

/**
 * The config to run, by file or by the folder of an earlier run (`ofRun`), and the folder to write; without a path the config of
 * this folder; for data, what `init` would conclude of them.
 */
export async function locate(
  args: Arguments,
  context: CliContext,
  name: string,
): Promise<LoadedConfig & { folder: string; ofRun: boolean }> {
  const { cwd } = context
  const out = stringFlag(args, 'out')
  const settings = stringFlags(args, 'set')
  const folderOf = ({ config }: LoadedConfig) =>
    out ? resolve(cwd, out) : join(cwd, 'runs', config.name)
  if (name === 'run' && (await isData(args, cwd))) {
    const conclusion = await concludeFrom(args, context)
    if (!context.json) context.stdout(`${conclusionText(conclusion)}\n`)
    const raw = settings.reduce<unknown>(applySetting, conclusion.raw)
    const loaded = { config: parseConfig(raw, 'what init concludes'), baseFolder: cwd }
    return { ...loaded, folder: folderOf(loaded), ofRun: false }
  }
  const [given = await configHere(cwd, name), ...more] = args.positionals
  if (more.length > 0) {
    throw new ConfigError(
      `Cannot ${name}: ${args.positionals.length} paths, expected one config file or run folder`,
      {
        hint: `faultline ${name} CONFIG.json`,
      },
    )
  }
  const path = resolve(cwd, given)
  if (await isFolder(path)) {
    return {
      ...(await loadRunConfig(path, settings)),
      folder: out ? resolve(cwd, out) : path,
      ofRun: true,
    }
  }
  const loaded = await loadConfig(path, settings)
  return { ...loaded, folder: folderOf(loaded), ofRun: false }
}

/** Whether the arguments name data and not a config or a run. */
async function isData({ positionals, values }: Arguments, cwd: string): Promise<boolean> {
  if (Object.keys(INIT_FLAGS).some((flag) => values[flag] !== undefined)) return true
  const [first] = positionals
  if (first === undefined) return false
  const path = resolve(cwd, first)
  return (await isFolder(path)) && !(await isRunFolder(path))
}

async function configHere(cwd: string, name: string): Promise<string> {
  if (await isThere(join(cwd, CONFIG_FILE))) return CONFIG_FILE
  throw new ConfigError(
    `Cannot ${name}: 0 paths and no ${CONFIG_FILE} here, expected one config file or run folder`,
    { hint: `faultline ${name} CONFIG.json; faultline init DIR writes one` },
  )
}
