import type { RunOutline } from '../data/load-run.ts'

/** The run folder as a word of a command line; a report does not know it, and names the usual place. */
export const folderWord = ({ facts, manifest }: Pick<RunOutline, 'facts' | 'manifest'>): string =>
  shellWord(facts.folder ?? `runs/${manifest.name}`)

/** Quoted where a POSIX shell would part or expand it. */
const shellWord = (text: string): string =>
  /^[\w./:@%+=-]+$/.test(text) && !text.startsWith('-')
    ? text
    : `'${text.replaceAll("'", `'\\''`)}'`
