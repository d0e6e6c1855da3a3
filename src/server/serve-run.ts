import { openRun } from '../pipeline/run-folder/open-run.ts'
import { openOriginals } from '../pipeline/run-folder/originals.ts'
import { factsOf } from '../pipeline/show/explorer-facts.ts'
import { openAsking } from './ask.ts'
import { type RunningServer, type ServerOptions, startServer } from './start-server.ts'

/**
 * Opens a run folder and serves it to the explorer.
 *
 * @throws RunError, DataError if it is no finished run; ConfigError if the port is taken.
 */
export async function serveRun(folder: string, options: ServerOptions): Promise<RunningServer> {
  const run = await openRun(folder)
  const originals = await openOriginals(run)
  const asker = openAsking(run)
  const found = await factsOf(folder, run.manifest)
  const facts = {
    ...found,
    thumbnails: originals ? ('all' as const) : found.thumbnails,
    originals: originals !== undefined,
    folder,
    ...(asker.kind === 'cannot' && { noAsk: asker.why }),
  }
  const ask = asker.kind === 'can' ? { ask: asker.ask, similarTo: asker.similarTo } : {}
  return startServer({ run, facts, ...ask, ...(originals && { originals }) }, options)
}
