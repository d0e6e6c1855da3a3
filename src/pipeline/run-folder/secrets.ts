/** Environment variables whose name says that they hold a secret. */
const SECRET = /key|token|secret|passw|credential/i

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * The environment for a child process, without secrets.
 *
 * @param keep - Names to hand on all the same.
 */
export function withoutSecrets(env: Environment, keep: readonly string[] = []): Environment {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => keep.includes(name) || !SECRET.test(name)),
  )
}

/** A function that strikes the values of all secrets of an environment, and of `more`, out of a text. */
export function redactor(env: Environment, more: readonly string[] = []): (text: string) => string {
  const values = [
    ...Object.entries(env).flatMap(([name, value]) => (SECRET.test(name) && value ? [value] : [])),
    ...more,
  ]
  const spellings = values
    .filter((value) => value.length >= 4)
    .flatMap((value) => [
      value,
      encodeURIComponent(value),
      Buffer.from(value).toString('base64'),
      JSON.stringify(value).slice(1, -1),
    ])
    .sort((a, b) => b.length - a.length)
  return (text) => spellings.reduce((rest, value) => rest.replaceAll(value, '[secret]'), text)
}
