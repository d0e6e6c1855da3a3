import { isAbsolute, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { withArticles } from '../../pipeline/caption/sets/caption-grammar.ts'

const PROGRAM = fileURLToPath(new URL('../../../bin/faultline.js', import.meta.url))

/** How this program is called from a folder: in a clone, in a project that depends on it, anywhere else. */
export function programIn(cwd: string): string {
  const path = relative(cwd, PROGRAM)
  if (path.startsWith('..') || isAbsolute(path)) return 'faultline'
  return path.includes('node_modules') ? 'npx faultline' : `node ${path}`
}

/** A path as a shell takes it. */
const quoted = (path: string) =>
  /^[\w./@+-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`

/** What can be done with a finished run. */
export interface NextFacts {
  /** Folder that the commands are called from. */
  cwd: string
  /** Run folder, absolute. */
  folder: string
  /** The run can embed sentences. */
  hasText: boolean
  /** A class of the run, for the example of a question. */
  className: string
  /** Something was found. */
  isFound: boolean
}

/** The commands that come next, with the paths filled in. */
export function nextSteps({ cwd, folder, hasText, className, isFound }: NextFacts): string {
  const program = programIn(cwd)
  const here = quoted(relative(cwd, folder) || '.')
  const question = quoted(withArticles(`a photo of a ${className} at night`))
  const lines = [`Look    ${program} serve ${here}    or one file: ${program} report ${here}`]
  if (hasText) lines.push(`Ask     ${program} caption ${here} --text ${question}`)
  if (isFound) {
    lines.push(`Repair  ${program} intervene select ${here}    or: ${program} fix ${here}`)
    lines.push(
      `Guard   ${program} freeze ${here}    then, for a later model: ${program} check NEW_RUN --baseline FILE`,
    )
  }
  return `${lines.join('\n')}\n`
}
