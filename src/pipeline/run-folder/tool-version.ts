import { readFileSync } from 'node:fs'

/** `faultline` and the version of its package. */
export function toolVersion(): string {
  const { version } = JSON.parse(
    readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
  )
  return `faultline ${version}`
}
