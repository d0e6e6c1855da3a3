import { dirname, join, resolve } from 'node:path'
import { readText } from '../../io/files/text-encoding.ts'
import { type Config, parseConfig } from '../../run/config.ts'
import { ConfigError } from '../../run/errors.ts'
import { RUN_FILES } from '../../run/files.ts'
import { readManifest } from './open-run.ts'

/** A config and the folder that its paths are relative to. */
export interface LoadedConfig {
  config: Config
  /** Absolute. */
  baseFolder: string
}

/**
 * Reads a config file and applies `path=value` settings to it.
 *
 * @param file - JSON.
 * @param settings - For example `method.profile=faithful`; a value that is JSON is taken as JSON, else as text.
 * @throws ConfigError if the file is missing, is no JSON or breaks the schema.
 * @example
 * const { config, baseFolder } = await loadConfig('faultline.json', ['method.profile=faithful'])
 */
export async function loadConfig(
  file: string,
  settings: readonly string[] = [],
): Promise<LoadedConfig> {
  const text = await readText(file).catch((cause) => {
    throw new ConfigError(cause.message.replace('Cannot read', 'Cannot read config'), { cause })
  })
  let raw: unknown
  try {
    raw = JSON.parse(text)
  } catch (cause) {
    throw new ConfigError(`Cannot read config "${file}": not JSON, ${(cause as Error).message}`, {
      cause,
      ...(/^\s*(?:\/\/|\/\*|#)/m.test(text) && {
        hint: 'JSON has no comments: take the lines that begin with // or # out',
      }),
    })
  }
  for (const setting of settings) raw = applySetting(raw, setting)
  return { config: parseConfig(raw, file), baseFolder: resolve(dirname(file)) }
}

/**
 * The config of a finished run, by its folder.
 *
 * @throws RunError if the folder is no finished run; ConfigError if a setting breaks the schema.
 */
export async function loadRunConfig(
  folder: string,
  settings: readonly string[] = [],
): Promise<LoadedConfig> {
  const { config, base } = await readManifest(folder)
  const raw = settings.reduce<unknown>(applySetting, config)
  return {
    config: parseConfig(raw, join(folder, RUN_FILES.manifest)),
    baseFolder: resolve(folder, base),
  }
}

/** A copy of `raw` with one `a.b.c=value` set. @throws ConfigError unless the setting is `path=value`. */
export function applySetting(raw: unknown, setting: string): unknown {
  const at = setting.indexOf('=')
  if (at <= 0) {
    throw new ConfigError(`Cannot apply --set "${setting}": expected path=value`, {
      hint: 'for example --set method.profile=faithful',
    })
  }
  const value = setting.slice(at + 1)
  return setPath(raw, setting.slice(0, at).split('.'), parseValue(value))
}

function setPath(target: unknown, path: readonly string[], value: unknown): unknown {
  const [key, ...rest] = path
  if (key === undefined) return value
  const object = target && typeof target === 'object' && !Array.isArray(target) ? target : {}
  const inner = Object.hasOwn(object, key) ? (object as Record<string, unknown>)[key] : undefined
  return Object.fromEntries([
    ...Object.entries(object).filter(([name]) => name !== key),
    [key, setPath(inner, rest, value)],
  ])
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
