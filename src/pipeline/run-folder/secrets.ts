export type Environment = Readonly<Record<string, string | undefined>>

/** Variables that programs need to find themselves, their libraries, their devices and their files. */
const COMMON = new Set(
  [
    'PATH HOME USER LOGNAME SHELL LANG LANGUAGE TZ TERM TMPDIR TEMP TMP NO_COLOR FORCE_COLOR',
    'VIRTUAL_ENV PYTHONPATH PYTHONHOME PYTHONUNBUFFERED PYTHONHASHSEED NODE_PATH JAVA_HOME',
    'LD_LIBRARY_PATH DYLD_LIBRARY_PATH DYLD_FALLBACK_LIBRARY_PATH',
    'TORCH_HOME HF_HOME HF_HUB_OFFLINE HF_DATASETS_CACHE TRANSFORMERS_CACHE TRANSFORMERS_OFFLINE',
    'SYSTEMROOT WINDIR COMSPEC PATHEXT APPDATA LOCALAPPDATA USERPROFILE PROGRAMFILES PROGRAMDATA',
    'NUMBER_OF_PROCESSORS PROCESSOR_ARCHITECTURE HOMEDRIVE HOMEPATH',
  ]
    .join(' ')
    .split(' '),
)
const FAMILIES = /^(LC|XDG|CONDA|CUDA|NVIDIA|NCCL|HIP|ROCR|ROCM|OMP|MKL|OPENBLAS|KMP|SLURM)_/

/** Variables whose name says that they hold a secret. */
const SECRET = /key|token|secret|pass|pwd|pat$|pat_|auth|cookie|credential|session|private|dsn/i
/** An address with a password in it. */
const LOGIN = /^\w[\w+.-]*:\/\/[^/\s:@]*:([^/\s@]+)@/
/** What no secret is: striking it out would leave holes in every text. */
const PLAIN = /^(true|false|yes|no|on|off|none|null|default|auto|enabled|disabled|\d{1,7})$/i
/** A shorter line is found in texts by chance. */
const SHORTEST = 4

/**
 * The environment for a child process: what programs commonly need, without anything named like a secret.
 *
 * @param keep - Names to hand on all the same.
 */
export function childEnvironment(env: Environment, keep: readonly string[] = []): Environment {
  const isCommon = (name: string) =>
    COMMON.has(name.toUpperCase()) || (FAMILIES.test(name) && !SECRET.test(name))
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => keep.includes(name) || isCommon(name)),
  )
}

/**
 * A function that strikes the values of all secrets of an environment, and of `more`, out of a text: as they are, line by
 * line, URL-encoded, in base64 and as in JSON.
 */
export function redactor(env: Environment, more: readonly string[] = []): (text: string) => string {
  const values = Object.entries(env).flatMap(([name, value = '']) => {
    const login = LOGIN.exec(value)?.[1]
    return [...(SECRET.test(name) ? [value] : []), ...(login === undefined ? [] : [value, login])]
  })
  const spellings = [...values, ...more]
    .flatMap((value) => [value, ...value.split(/\r?\n/).map((line) => line.trim())])
    .filter((value) => value.length >= SHORTEST && !PLAIN.test(value))
    .flatMap((value) => [
      value,
      encodeURIComponent(value),
      Buffer.from(value).toString('base64'),
      JSON.stringify(value).slice(1, -1),
    ])
    .sort((a, b) => b.length - a.length)
  const all = [...new Set(spellings)]
  return (text) => all.reduce((rest, value) => rest.replaceAll(value, '[secret]'), text)
}
